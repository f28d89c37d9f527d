import { redactor } from "@sluice/core/internal";
import { isJsonObject, type JsonObject, type JsonValue } from "@sluice/core/json";

/** Names of settings that are secrets even where a spec does not mark them: the list of the protocol's own linter. */
const SECRET_NAME =
  /^(access_token|api_token|client_secret|credentials|jwt|key|password|refresh_token|secret|token)$|(_token|_secret|password|api_?key|secret_key|private_key|access_key)$/i;

/** What is shorter is rather a word than a secret: a line of a private key, or a setting of which it is not known. */
const MIN_LENGTH = 8;

/** Whether a setting of this name is a secret, whatever its spec says. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** Masks the secrets of a source in what the source says. */
export class Secrets {
  /** The settings that the spec marks as secrets. */
  #marked: ReadonlySet<string> = new Set();
  readonly #values = new Set<string>();
  #redact: (text: string) => string = (text) => text;

  /** From now on the settings that a spec marks are secrets, at whatever depth they are. */
  mark(spec: JsonObject): void {
    this.#marked = new Set(markedIn(spec["connectionSpecification"]));
  }

  isMarked(setting: string): boolean {
    return this.#marked.has(setting);
  }

  /**
   * Adds the secrets in a config: that of the source, or a renewed one.
   *
   * @param options.isAllSecret where no spec says which settings are secrets: all that are not as short as a word.
   */
  addConfig(config: JsonValue, { isAllSecret = false }: { readonly isAllSecret?: boolean } = {}): void {
    this.add(this.#secretsIn(config));
    if (isAllSecret) this.add(scalarsIn(config).filter(({ length }) => length >= MIN_LENGTH));
  }

  add(values: Iterable<string>): void {
    const before = this.#values.size;
    for (const value of values) {
      this.#values.add(value);
      for (const line of value.split(/\r?\n/)) if (line !== value && line.length >= MIN_LENGTH) this.#values.add(line);
    }
    if (this.#values.size > before) this.#redact = redactor(this.#values);
  }

  masked(text: string): string {
    return this.#redact(text);
  }

  /** The same for every text of a message; the names of its members are the protocol's. */
  maskedIn<T extends JsonValue>(value: T): T {
    if (this.#values.size === 0) return value;
    if (typeof value === "string") return this.masked(value) as T;
    if (Array.isArray(value)) return value.map((item) => this.maskedIn(item)) as unknown as T;
    if (!isJsonObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, this.maskedIn(member)])) as T;
  }

  #secretsIn(value: JsonValue): readonly string[] {
    if (Array.isArray(value)) return value.flatMap((item) => this.#secretsIn(item));
    if (!isJsonObject(value)) return [];
    return Object.entries(value).flatMap(([name, member]) => {
      const isGroup = typeof member === "object" && member !== null;
      return this.isMarked(name) || (!isGroup && isSecretName(name)) ? scalarsIn(member) : this.#secretsIn(member);
    });
  }
}

/** The names that a schema marks with `airbyte_secret`, wherever they are in it. */
function markedIn(schema: JsonValue | undefined): readonly string[] {
  if (Array.isArray(schema)) return schema.flatMap(markedIn);
  if (!isJsonObject(schema)) return [];
  return Object.entries(schema).flatMap(([name, member]) =>
    isJsonObject(member) && member["airbyte_secret"] === true ? [name] : markedIn(member),
  );
}

function scalarsIn(value: JsonValue): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(scalarsIn);
  if (isJsonObject(value)) return Object.values(value).flatMap(scalarsIn);
  return value === null || typeof value === "boolean" ? [] : [String(value)];
}
