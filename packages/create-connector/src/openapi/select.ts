import picomatch from "picomatch";
import { InputError } from "../design/report.js";

/** A stream as a user selects it. */
export interface Selectable {
  readonly name: string;
  readonly path: string;
}

/** The globs that a stream's name or path must match, and those that it must not. */
export interface Selection {
  readonly include?: readonly string[] | undefined;
  readonly exclude?: readonly string[] | undefined;
}

/**
 * Whether a stream is selected by its name or its path.
 *
 * @throws InputError if a glob to include matches no stream.
 */
export function selector(all: readonly Selectable[], { include, exclude }: Selection): (stream: Selectable) => boolean {
  for (const glob of include ?? []) {
    if (all.some((stream) => matches(stream, [glob]))) continue;
    const names = all.map(({ name }) => name);
    const some = names.length > 20 ? `${names.slice(0, 20).join(", ")}, …` : names.join(", ");
    throw new InputError(`The document has no list "${glob}". It has ${some || "none"}. Use --list to see all.`);
  }
  return (stream) =>
    (include === undefined || include.length === 0 || matches(stream, include)) && !matches(stream, exclude ?? []);
}

function matches({ name, path }: Selectable, globs: readonly string[]): boolean {
  const plain = path.replaceAll(/[{}]/g, "");
  return globs.some(
    (glob) => name === glob || path === glob || picomatch.isMatch(name, glob) || picomatch.isMatch(plain, glob),
  );
}
