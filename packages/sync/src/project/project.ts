import { z } from "zod";
import { nameOfSource } from "../source/name.js";
import { ProjectError } from "./error.js";

const names = z.array(z.string().min(1));

/** One source of a project. */
const entry = z.strictObject({
  /** An installed connector's name, a program's path, or `docker:IMAGE`. */
  source: z.string().min(1),
  /** Under which its tables and states are kept: tells two accounts of one vendor apart. The source's name unless told. */
  name: z.string().min(1).optional(),
  /** Where its tables go; its name unless told. */
  schema: z.string().min(1).optional(),
  /** Its settings, in which `${NAME}` stands for an environment variable, or the path of a file with them. */
  config: z.union([z.record(z.string(), z.json()), z.string()]).optional(),
  /** These streams only; a star stands for any letters. */
  streams: names.optional(),
  /** All but these. */
  exclude: names.optional(),
  /** Read everything anew, each time. */
  fullRefresh: z.boolean().optional(),
});

const project = z.strictObject({
  /** Where the tables go, e.g. `duckdb:warehouse.duckdb`; `${NAME}` stands for an environment variable here too. */
  to: z.string().min(1).optional(),
  /** How many sources are read at once; 4 unless told. */
  parallel: z.int().min(1).max(64).optional(),
  sources: z.array(entry).min(1),
});

/** A source in a project, as people write it. */
export type SourceEntry = z.input<typeof entry>;
/** A project, as people write it: what `sluice.config.ts` gives, or `sluice.config.json` holds. */
export type Project = z.input<typeof project>;

/** Under which a source of a project is called, and its tables and states are kept. */
export function nameOf({ name, source }: SourceEntry): string {
  return name ?? nameOfSource(source);
}

/** Gives a `sluice.config.ts` its types: `export default defineConfig({ … })`. */
export function defineConfig(config: Project): Project {
  return config;
}

/** @throws ProjectError that names every mistake. */
export function parseProject(value: unknown, file: string): Project {
  const result = project.safeParse(value);
  if (!result.success) {
    const mistakes = result.error.issues.map(({ path, message }) => `  ${path.join(".") || "the file"}: ${message}`);
    throw new ProjectError(`${file} is not a project of Sluice:\n${mistakes.join("\n")}`);
  }
  const seen = new Set<string>();
  for (const name of result.data.sources.map(nameOf)) {
    if (seen.has(name))
      throw new ProjectError(`${file} has two sources called "${name}". Give one a name of its own (name: …).`);
    seen.add(name);
  }
  return result.data;
}
