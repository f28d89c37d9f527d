import { UsageError } from "../command.js";
import { dotted, fieldsIn, type SettingField } from "./field.js";
import { isReference } from "./value.js";

/** The values of `--set FIELD=VALUE`, by the dotted name of the field. */
export class GivenSettings {
  readonly #given: ReadonlyMap<string, string>;
  readonly #unused: Set<string>;

  /** @throws UsageError if a field does not exist, or its value is a secret. */
  constructor(lines: readonly string[], root: SettingField) {
    this.#given = new Map(lines.map(parsed));
    this.#unused = new Set(this.#given.keys());
    for (const [name, value] of this.#given) assertAllowed(name, value, root);
  }

  /** @returns the value that is given for the field itself. */
  take(field: SettingField): string | undefined {
    const name = dotted(field);
    this.#unused.delete(name);
    return this.#given.get(name);
  }

  /** The same by its dotted name, without taking it. */
  peek(name: string): string | undefined {
    return this.#given.get(name);
  }

  /** Whether a value is given for the field, or for a field in it. */
  isGiven(field: SettingField): boolean {
    const name = dotted(field);
    return name === "" || [...this.#given.keys()].some((given) => given === name || given.startsWith(`${name}.`));
  }

  /** Fields of an option that was not chosen. */
  get unused(): readonly string[] {
    return [...this.#unused];
  }
}

function parsed(line: string): readonly [string, string] {
  const at = line.indexOf("=");
  if (at > 0) return [line.slice(0, at), line.slice(at + 1)];
  throw new UsageError("Invalid --set. Write --set FIELD=VALUE, for example --set company=acme."); // not quoted: it may be a secret
}

function assertAllowed(name: string, value: string, root: SettingField): void {
  const called = withNested(root).filter((field) => dotted(field) === name);
  if (called.length === 0) {
    const names = [...new Set(withNested(root).map(dotted))].filter((one) => one !== "");
    throw new UsageError(`Unknown setting: ${name}. Use one of ${names.join(", ")}.`);
  }
  const holdsSecret = called.flatMap(withNested).some(({ isSecret }) => isSecret);
  if (!holdsSecret || isReference(value)) return;
  const isGroup = called.some((field) => fieldsIn(field).length > 0);
  if (isGroup && !value.trimStart().startsWith("{")) return; // it names an option
  throw new UsageError(
    `${name} is a secret, or contains one. Secrets belong neither in the config nor on the command line, which the shell ` +
      `remembers. Leave it out to use the proposed environment variable, or name one: --set '${name}=\${NAME}'.`,
  );
}

function withNested(field: SettingField): readonly SettingField[] {
  return [field, ...fieldsIn(field).flatMap(withNested)];
}
