import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Source } from "@sluice/core";
import type { AnySource } from "@sluice/core/internal";
import type { Connector } from "./connector.js";

/**
 * The connector in a folder: `src/index.ts` exports its source class, and `fake/index.ts` a function whose name begins with
 * `start`. The process must be able to load TypeScript.
 *
 * @param folder ends with a slash.
 * @throws Error that names the file which has no such export.
 */
export async function connectorIn(folder: URL): Promise<Connector> {
  const SourceOf = await exportOf(folder, "src/index.ts", (name, value) => /^[A-Z]/.test(name) && isSource(value));
  const start = await exportOf(folder, "fake/index.ts", (name, value) => /^start[A-Z]/.test(name) && isFunction(value));
  // What the conformance suite of each connector checks with types, here only by name.
  const create = () => new (SourceOf as new () => AnySource)();
  return { create, folder, start: start as Connector["start"] };
}

async function exportOf(folder: URL, file: string, fits: (name: string, value: unknown) => boolean): Promise<unknown> {
  const url = new URL(file, folder);
  const path = fileURLToPath(url);
  if (!existsSync(url)) {
    throw new Error(`${path} does not exist. Run the command in the folder of a connector.`);
  }
  const exported = Object.entries((await import(url.href)) as Record<string, unknown>);
  const found = exported.find(([name, value]) => fits(name, value));
  if (found !== undefined) return found[1];
  if (exported.some(([, value]) => isForeignSource(value))) {
    throw new Error(
      `${path} exports a source of another copy of @sluice/core than the testkit's. Run \`npm ls @sluice/core\`, and install one version of it.`,
    );
  }
  throw new Error(`${path} exports nothing that ${WANTED[file]}.`);
}

const WANTED: Readonly<Record<string, string>> = {
  "src/index.ts": "is a class of a Source",
  "fake/index.ts": "is a function to start the fake: its name must begin with start",
};

function isFunction(value: unknown): boolean {
  return typeof value === "function";
}

function isSource(value: unknown): boolean {
  return typeof value === "function" && value.prototype instanceof Source;
}

/** Whether a class extends a Source that is not the one of this process: two copies of core are installed. */
function isForeignSource(value: unknown): boolean {
  if (typeof value !== "function") return false;
  let parent: unknown = Object.getPrototypeOf(value);
  while (typeof parent === "function" && parent.name !== "Source") parent = Object.getPrototypeOf(parent);
  return typeof parent === "function" && parent !== Source;
}
