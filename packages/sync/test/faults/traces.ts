/** Searches all files of a folder for values that must not be there. */
import { lstat, readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";

/** A value in the forms in which programs may write it: a part of one is enough to find it. */
function formsOf(value: string): readonly (readonly [string, Buffer])[] {
  const bytes = Buffer.from(value);
  const unicode = [...value].map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`).join("");
  // by where the value begins in a group of three; the first and the last letters depend on what is around it
  const base64 = [0, 1, 2].map((before) =>
    Buffer.concat([Buffer.alloc(before), bytes])
      .toString("base64")
      .slice(4, -4),
  );
  return [
    ["as it is", bytes],
    ["in capitals", Buffer.from(value.toUpperCase())],
    ["in UTF-16", Buffer.from(value, "utf16le")],
    ["in hexadecimal digits", Buffer.from(bytes.toString("hex"))],
    ["in a URL", Buffer.from(encodeURIComponent(value))],
    ["in escapes of JSON", Buffer.from(unicode)],
    ...base64.map((text): [string, Buffer] => ["in base64", Buffer.from(text)]),
  ];
}

/** Where the values are in these bytes, e.g. `run.log has mark-1 in base64`. */
export function tracesIn(bytes: Buffer, label: string, values: readonly string[]): readonly string[] {
  return values.flatMap((value) =>
    formsOf(value).flatMap(([form, text]) => (bytes.includes(text) ? [`${label} has ${value} ${form}`] : [])),
  );
}

/** The same for every file below a folder. @param except names of files that may have them. */
export async function tracesBelow(
  folder: string,
  values: readonly string[],
  except: readonly string[],
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const path of await filesBelow(folder)) {
    if (!except.includes(relative(folder, path))) found.push(...tracesIn(await readFile(path), path, values));
  }
  return found;
}

/** The files below a folder; sockets are none. */
export async function filesBelow(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder, { recursive: true });
  const paths = names.map((name) => join(folder, name));
  const stats = await Promise.all(paths.map((path) => lstat(path)));
  return paths.filter((_, index) => stats[index]?.isFile() === true);
}
