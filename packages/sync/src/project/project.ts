import * as z from "zod";
import { nameOf } from "../source/name.js";
import { ProjectError } from "./error.js";

const name = z.string().min(1);
const names = z.array(name);

/** How one stream is read. */
const stream = z.strictObject({
  /** Overrides what the stream supports. */
  mode: z.enum(["full_refresh", "incremental"]).optional(),
  /** The field to read incrementally by; a nested one as `a.b`, or as a list of names. */
  cursor: z.union([name, names.min(1)], "expected a field, or a list of names").optional(),
  /** The fields that identify a record. */
  key: z
    .array(z.union([name, names.min(1)], "expected a field, or a list of names"))
    .min(1)
    .optional(),
  /** What happens to rows whose records were deleted at the source. */
  deletes: z.enum(["mark", "remove", "keep"]).optional(),
  /** Fields that are left out of every record, and fields whose values are replaced by their hash; a nested one as `a.b`. */
  columns: z.strictObject({ exclude: names.optional(), hash: names.optional() }).optional(),
});

/** One source of a project. */
const entry = z.strictObject({
  /** The name of an installed connector, the path of a program, or `docker:IMAGE`. */
  source: z.string().min(1),
  /** The name of its tables and states, e.g. for a second account of one vendor. Default: the name of the source. */
  name: z.string().min(1).optional(),
  /** The schema of its tables. Default: its name. */
  schema: z.string().min(1).optional(),
  /** Its settings, in which `${NAME}` refers to an environment variable, or the path of a file with them. */
  config: z.union([z.record(z.string(), z.json()), z.string()]).optional(),
  /** Names of environment variables that the source may see. It sees those of its settings anyway; an image sees none. */
  env: names.optional(),
  /** Stop the source if it writes nothing for so many seconds. Default: 3600. */
  timeout: z.int().min(1).optional(),
  /** A list reads these streams only; `*` stands for any characters. An object reads all streams, with settings for these. */
  streams: z
    .union([names, z.record(name, stream)], "expected a list of names, or an object of settings by stream")
    .optional(),
  /** Read all streams but these. */
  exclude: names.optional(),
  /** Read everything from the beginning, each time. */
  fullRefresh: z.boolean().optional(),
});

const project = z.strictObject({
  /** The destination, e.g. `duckdb:warehouse.duckdb`; `${NAME}` refers to an environment variable here too. */
  to: z.string().min(1).optional(),
  /**
   * Called once for each run that has ended, with its record as JSON: a URL gets it by POST, a command on standard input. A command is
   * run without a shell: a text is split into arguments as a shell would. `${NAME}` refers to an environment variable.
   */
  onRun: z.union([name, names.min(1)], "expected a URL, a command, or a list of its arguments").optional(),
  /** How many sources are read at once. Default: 4. */
  parallel: z.int().min(1).max(64).optional(),
  sources: z.array(entry).min(1),
});

/** A source in a project, as it is written in the file. */
export type SourceEntry = z.input<typeof entry>;
/** A project, as it is written: the default export of `sluice.config.ts`, or the content of `sluice.config.json`. */
export type Project = z.input<typeof project>;

/** Types a `sluice.config.ts`: `export default defineConfig({ … })`. */
export function defineConfig(config: Project): Project {
  return config;
}

/** If no option of a union fits, the mistakes within the closest one; the mistake of the union itself if none is close. */
function innermost(issue: z.core.$ZodIssue): readonly Pick<z.core.$ZodIssue, "path" | "message">[] {
  if (issue.code !== "invalid_union") return [issue];
  const inner = issue.errors.find((issues) => issues.every(({ path }) => path.length > 0)) ?? [];
  const found = inner.flatMap(innermost).map(({ path, message }) => ({ path: [...issue.path, ...path], message }));
  return found.length > 0 ? found : [issue];
}

/** @throws ProjectError that lists every mistake. */
export function parseProject(value: unknown, file: string): Project {
  const result = project.safeParse(value);
  if (!result.success) {
    const mistakes = result.error.issues
      .flatMap(innermost)
      .map(({ path, message }) => `  ${path.join(".") || "the file"}: ${message}`);
    throw new ProjectError(`Invalid project ${file}. Correct:\n${mistakes.join("\n")}`);
  }
  const seen = new Set<string>();
  for (const name of result.data.sources.map(nameOf)) {
    if (seen.has(name))
      throw new ProjectError(
        `Invalid project ${file}: two sources are named "${name}". Give one another name (name: …).`,
      );
    seen.add(name);
  }
  return result.data;
}
