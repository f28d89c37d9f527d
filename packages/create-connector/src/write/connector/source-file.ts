import { posix } from "node:path";
import type { Expression } from "../../design/expression.js";
import { mentions } from "./code-text.js";
import { CORE_VALUES } from "./core-names.js";
import { exportsOfHelper } from "./helpers.js";

const CORE = "@sluice/core";

/** A file that is being written: collects what its code imports. */
export class SourceFile {
  readonly path: string;
  readonly #imports = new Map<string, Map<string, boolean>>();
  readonly #lines = new Set<string>();

  /** @param path within the connector, e.g. `src/streams/users.ts`. */
  constructor(path: string) {
    this.path = path;
  }

  /** A name of core, which is imported: as a type where it is one, or is only used as one. */
  core(name: string, { asType = !CORE_VALUES.has(name) } = {}): string {
    return this.use(CORE, name, { asType });
  }

  /** A name of another file of the connector, or of a package, which is imported. @param module a path such as `src/config.ts`. */
  use(module: string, name: string, { asType = false } = {}): string {
    const names = this.#imports.get(module) ?? new Map<string, boolean>();
    names.set(name, asType && names.get(name) !== false);
    this.#imports.set(module, names);
    return name;
  }

  /** A whole line of import. */
  line(text: string): void {
    this.#lines.add(text);
  }

  /** The code of an expression, whose names are imported. */
  code({ code, imports, helpers }: Expression): string {
    for (const name of imports) this.core(name);
    for (const helper of helpers) {
      for (const name of exportsOfHelper(helper)) if (mentions(code, name)) this.use(`src/helpers/${helper}.ts`, name);
    }
    return code;
  }

  /** The names that are imported so far. */
  get names(): ReadonlySet<string> {
    return new Set([...this.#imports.values()].flatMap((names) => [...names.keys()]));
  }

  /** The file's text: imports, then the body. */
  text(body: string): string {
    const imports = [...this.#imports].map(([module, names]) => importOf(this.#specifier(module), names));
    const sorted = [...imports, ...this.#lines].sort((one, other) => byDistance(moduleOf(one), moduleOf(other)));
    return sorted.length === 0 ? body : `${sorted.join("\n")}\n\n${body}`;
  }

  #specifier(module: string): string {
    if (!module.endsWith(".ts")) return module;
    const relative = posix.relative(posix.dirname(this.path), module).replace(/\.ts$/, ".js");
    return relative.startsWith(".") ? relative : `./${relative}`;
  }
}

function importOf(specifier: string, names: ReadonlyMap<string, boolean>): string {
  const areTypes = [...names.values()].every((isType) => isType);
  const list = [...names].sort(([one], [other]) => naturally(one, other));
  const texts = list.map(([name, isType]) => (isType && !areTypes ? `type ${name}` : name));
  return `import ${areTypes ? "type " : ""}{ ${texts.join(", ")} } from ${JSON.stringify(specifier)};`;
}

function moduleOf(line: string): string {
  return /"([^"]*)";$/.exec(line)?.[1] ?? "";
}

/** As biome sorts: Node's modules, packages, files above, files below. */
function byDistance(one: string, other: string): number {
  return distance(one) - distance(other) || naturally(one, other);
}

function distance(module: string): number {
  if (module.startsWith("node:")) return 0;
  if (!module.startsWith(".")) return 1;
  return module.startsWith("..") ? 2 : 3;
}

/** As biome compares: by letter, and a capital before its small letter. */
export function naturally(one: string, other: string): number {
  for (let index = 0; index < Math.min(one.length, other.length); index++) {
    const [a = "", b = ""] = [one[index], other[index]];
    if (a === b) continue;
    const [lowA, lowB] = [a.toLowerCase(), b.toLowerCase()];
    if (lowA !== lowB) return lowA < lowB ? -1 : 1;
    return a < b ? -1 : 1;
  }
  return one.length - other.length;
}
