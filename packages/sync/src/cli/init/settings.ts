import { UsageError } from "../command.js";
import { dotted, type Field, fieldsIn } from "./field.js";
import { isReference } from "./value.js";

/** What `--set field=value` gives, by the field's dotted name. */
export class Settings {
  readonly #given: ReadonlyMap<string, string>;
  readonly #unused: Set<string>;

  /** @throws UsageError where a field is not there, or would give a secret away. */
  constructor(lines: readonly string[], root: Field) {
    this.#given = new Map(lines.map(parsed));
    this.#unused = new Set(this.#given.keys());
    for (const [name, value] of this.#given) assertAllowed(name, value, root);
  }

  /** @returns what is given for the field itself. */
  take(field: Field): string | undefined {
    const name = dotted(field);
    this.#unused.delete(name);
    return this.#given.get(name);
  }

  /** The same, by its dotted name, and it may still be taken. */
  peek(name: string): string | undefined {
    return this.#given.get(name);
  }

  /** Whether something is given for the field, or for one within it. */
  isGiven(field: Field): boolean {
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
  throw new UsageError("--set takes field=value, for example --set company=acme"); // not quoted: it may be a secret
}

function assertAllowed(name: string, value: string, root: Field): void {
  const called = all(root).filter((field) => dotted(field) === name);
  if (called.length === 0) {
    const names = [...new Set(all(root).map(dotted))].filter((one) => one !== "");
    throw new UsageError(`The source has no setting "${name}". It has: ${names.join(", ")}.`);
  }
  const holdsSecret = called.flatMap(all).some(({ isSecret }) => isSecret);
  if (!holdsSecret || isReference(value)) return;
  const isGroup = called.some((field) => fieldsIn(field).length > 0);
  if (isGroup && !value.trimStart().startsWith("{")) return; // it names an option
  throw new UsageError(
    `${name} is a secret, or holds one: it belongs neither in the config nor on a command line, which the shell remembers. Leave ` +
      `it out, and the name of an environment variable is written for it; or name one: --set '${name}=\${NAME}'.`,
  );
}

function all(field: Field): readonly Field[] {
  return [field, ...fieldsIn(field).flatMap(all)];
}
