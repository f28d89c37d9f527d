import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Design } from "../design/design.js";
import type { Project } from "../design/project.js";
import { InputError } from "../design/report.js";
import { connectorFiles } from "../write/connector/files.js";
import { formatted } from "../write/format.js";
import { projectFiles } from "../write/project/files.js";
import { GENERATED, generatedIn, generatedText, inScratch, textsIn, writeFiles, writeFolder } from "./disk.js";
import { type Input, imported } from "./import.js";
import { type Texts, updateOf } from "./merge.js";
import { type Place, placeOf, refuseFull } from "./place.js";
import { nextSteps, reportText, updateText } from "./texts.js";
import { versionsFor } from "./versions.js";
import { formatLikeWorkspace, writeDocsIn } from "./workspace.js";

/** What a run of the command is asked for. */
export interface Command extends Input {
  readonly folder?: string;
  readonly testRunner: "jest" | "vitest";
  /** Only say what would be written. */
  readonly isListing: boolean;
  readonly isUpdating: boolean;
}

/** Where a run happens. */
export interface CommandContext {
  readonly cwd: string;
  /** The folder of tarballs to use instead of published packages. */
  readonly packages: string | undefined;
  readonly print: (text: string) => void;
}

/** Creates or updates a connector. @throws InputError for input that cannot be used: nothing is written then. */
export async function create(command: Command, { cwd, packages, print }: CommandContext): Promise<void> {
  const { design, report } = await imported(command);
  if (command.isListing) return print(reportText(report));
  const place = placeOf(design.name, command.folder, cwd);
  const project = projectOf(place, command, packages);
  if (!command.isUpdating) refuseFull(place.folder);
  const files = await formatted({ ...connectorFiles(design, project), ...projectFiles(design, project) });
  const text = command.isUpdating ? await update(place, files, cwd) : await createNew({ place, design, cwd }, files);
  if (command.openapi !== undefined || command.manifest !== undefined) print(`${reportText(report)}\n`);
  print(text);
}

function projectOf({ workspace }: Place, { testRunner }: Command, packages: string | undefined): Project {
  if (workspace !== undefined && testRunner !== "jest") {
    throw new InputError("A package of this workspace is tested by jest: leave --test-runner out.");
  }
  return {
    kind: workspace === undefined ? "repository" : "workspace",
    testRunner,
    versions: versionsFor(workspace, packages),
  };
}

interface Created {
  readonly place: Place;
  readonly design: Design;
  readonly cwd: string;
}

async function createNew({ place, design, cwd }: Created, files: Texts): Promise<string> {
  await writeFolder(place.folder, files, (scratch) => final(place, scratch, files));
  return documented(place, nextSteps(design, place, cwd));
}

/** The texts as the workspace has them. @param scratch a folder with the files. */
async function final({ workspace }: Place, scratch: string, files: Texts): Promise<Texts> {
  if (workspace === undefined) return files;
  await formatLikeWorkspace(workspace, scratch);
  return textsIn(scratch, Object.keys(files));
}

async function update(place: Place, files: Texts, cwd: string): Promise<string> {
  const { folder } = place;
  const base = generatedIn(folder);
  if (base === undefined) {
    const hint = existsSync(folder) ? `has no ${GENERATED}, so what you changed is not known` : "does not exist";
    throw new InputError(`${folder} ${hint}: run it without --update, in a folder that is new.`);
  }
  const next = await inScratch(folder, async (scratch) => {
    await writeFiles(scratch, files);
    return final(place, scratch, files);
  });
  const own = await textsIn(folder, new Set([...Object.keys(base), ...Object.keys(next)]));
  const changes = updateOf(base, own, next);
  await writeFiles(folder, { ...changes.write, [GENERATED]: generatedText(next) });
  for (const path of changes.remove) await rm(join(folder, path), { force: true });
  return documented(place, updateText(changes, place, cwd));
}

function documented({ workspace, folder }: Place, text: string): string {
  if (workspace === undefined || writeDocsIn(workspace, folder)) return text;
  return `${text}\n\nThe contract and the tables of the README are not written yet: run npm run docs when the code is right.`;
}
