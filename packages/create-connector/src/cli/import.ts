import { ask } from "../answers/ask.js";
import { designOf } from "../answers/design.js";
import { extended } from "../answers/extend.js";
import type { Options } from "../answers/options.js";
import { nameOf } from "../answers/read-options.js";
import type { Design } from "../design/design.js";
import { type ImportReport, InputError } from "../design/report.js";
import { readManifest } from "../manifest/read.js";
import { readOpenApi } from "../openapi/read.js";

/** Where a design comes from. */
export interface Input extends Options {
  readonly openapi?: string;
  readonly manifest?: string;
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  /** Whether a user is there to be asked. */
  readonly isAsking: boolean;
}

export interface Imported {
  readonly design: Design;
  readonly report: ImportReport;
}

/** The design of a document, or of options and answers. @throws InputError for what cannot be used. */
export async function imported(input: Input): Promise<Imported> {
  if (input.openapi !== undefined && input.manifest !== undefined) {
    throw new InputError("Both --openapi and --manifest are given: take one of them.");
  }
  if (input.name !== undefined) nameOf(input.name);
  if (input.openapi !== undefined) {
    const include = [...(input.include ?? []), ...(input.stream ?? [])];
    const found = await readOpenApi({
      document: input.openapi,
      ...globs({ ...input, include }),
      ...own(input),
      ...base(input),
    });
    return { ...found, design: extended(found.design, input) };
  }
  if (input.manifest !== undefined) return readManifest({ manifest: input.manifest, ...globs(input), ...own(input) });
  const design = designOf(input.isAsking ? await ask(input) : input);
  const streams = design.streams.map(({ name }) => ({ name, outcome: "whole", reasons: [] }) as const);
  return { design, report: { streams, notes: [] } };
}

function globs({ include = [], exclude = [] }: Pick<Input, "include" | "exclude">) {
  return { ...(include.length > 0 && { include }), ...(exclude.length > 0 && { exclude }) };
}

function own({ name, title }: Input) {
  return { ...(name !== undefined && { name }), ...(title !== undefined && { title }) };
}

function base({ baseUrl }: Input) {
  return baseUrl === undefined ? {} : { baseUrl };
}
