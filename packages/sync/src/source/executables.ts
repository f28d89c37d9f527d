import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";

/** Where a person stands. */
export interface Surroundings {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Nothing by that name can be run. */
export class UnknownSource extends Error {
  override readonly name = "UnknownSource";
}

/** @returns the first program of one of these names in these folders. */
export async function firstIn(folders: readonly string[], programs: readonly string[]): Promise<string | undefined> {
  for (const folder of folders) {
    for (const program of programs) {
      const file = join(folder, program);
      if (folder !== "" && (await isExecutable(file))) return file;
    }
  }
  return undefined;
}

/** The folders of the PATH. */
export function pathOf({ PATH = "" }: Surroundings["environment"]): readonly string[] {
  return PATH.split(delimiter);
}

export async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
