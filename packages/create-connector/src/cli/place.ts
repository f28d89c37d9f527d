import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { InputError } from "../design/report.js";

/** Where a connector is written. */
export interface Place {
  readonly folder: string;
  /** The root of the workspace that it becomes a package of; undefined for a repository of its own. */
  readonly workspace: string | undefined;
}

/** A package of the Sluice workspace around the current folder, else a repository of its own. */
export function placeOf(name: string, given: string | undefined, cwd: string): Place {
  if (given !== undefined) {
    const folder = resolve(cwd, given);
    return { folder, workspace: workspaceAround(dirname(folder)) };
  }
  const workspace = workspaceAround(cwd);
  return {
    folder: join(...(workspace === undefined ? [cwd] : [workspace, "connectors"]), `source-${name}`),
    workspace,
  };
}

/** @throws InputError if the folder has something in it: nothing is ever overwritten. */
export function refuseFull(folder: string): void {
  if (!existsSync(folder) || readdirSync(folder).length === 0) return;
  throw new InputError(
    `${folder} exists already: choose another --name, remove the folder first, or keep what you changed with --update.`,
  );
}

function workspaceAround(folder: string): string | undefined {
  const isWorkspace =
    manifestIn(folder)?.["workspaces"] !== undefined &&
    manifestIn(join(folder, "packages/core"))?.["name"] === "@sluice/core";
  if (isWorkspace) return folder;
  return dirname(folder) === folder ? undefined : workspaceAround(dirname(folder));
}

/** The package.json of a folder; undefined if it has none that can be read. */
export function manifestIn(folder: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
