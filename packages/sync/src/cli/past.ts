/** What a destination knows of past runs, for commands that only read. */
import type { RunRecord, Store } from "../destinations/destination.js";
import { openExisting } from "../destinations/open.js";
import { type CommandContext, UsageError } from "./command.js";
import { shortId } from "./view/runs.js";

/** How many runs of an ambiguous id are named. */
const NAMED = 5;

/** Opens a destination to be read only. @param io.waitMs how long to wait for a process that has it, in milliseconds. @returns undefined where nothing has been loaded yet. */
export async function reading<T>(
  to: string,
  { environment, waitMs = 0 }: Pick<CommandContext, "environment"> & { readonly waitMs?: number },
  work: (store: Store) => Promise<T>,
): Promise<T | undefined> {
  const store = await openExisting(to, { environment, waitMs });
  if (store === undefined) return undefined;
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/**
 * The run of an id, or of the first characters of one.
 *
 * @throws UsageError if it cannot be one; Error if there is none, or several begin so.
 */
export async function runOf(to: string, text: string, io: CommandContext): Promise<RunRecord> {
  const id = text.toLowerCase();
  if (!/^[0-9a-f][0-9a-f-]{0,35}$/.test(id)) {
    throw new UsageError(`Invalid --run. Write the id of a run, or its first characters; \`sluice runs\` lists them.`);
  }
  const found = (await reading(to, io, (store) => store.runs({ id, limit: NAMED + 1 }))) ?? [];
  const [run, ...others] = found;
  if (run === undefined) {
    throw new Error(
      `There is no run ${id} in this destination. \`sluice runs\` lists them; --to names another destination.`,
    );
  }
  if (others.length === 0) return run;
  const names = found.slice(0, NAMED).map((one) => `${one.id} (${one.connection})`);
  const more = found.length > NAMED ? ", …" : "";
  throw new Error(
    `Several runs begin with ${id}: ${names.join(", ")}${more}. Write more characters than ${shortId(id)}.`,
  );
}
