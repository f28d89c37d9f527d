import type { SourceProgram } from "../source/program.js";
import { NO_STATE } from "../state/connection-state.js";
import { keyLabel } from "../sync/plan.js";
import { prepare } from "../sync/prepare.js";
import type { SyncRequest } from "../sync/sync-request.js";
import { Warnings } from "../sync/warnings.js";
import type { CommandContext } from "./command.js";
import { reading } from "./past.js";
import { printTable } from "./view/table.js";

/** A source, and what would be asked of it. */
export interface DrySource extends SyncRequest {
  readonly connection: string;
  readonly program: SourceProgram;
}

const COLUMNS = ["table", "columns", "key", "mode", "from"];

const MODES = { replace: "replace all rows", merge: "merge by key", append: "append", reconcile: "reconcile" } as const;
const ABSENT = { mark: "mark missing rows", remove: "remove missing rows", keep: "merge by key" } as const;

/** `--dry-run`: prints what a sync would do, by the streams of each source and the state of its connection. */
export async function dryRun(sources: readonly DrySource[], to: string, io: CommandContext): Promise<void> {
  const rows: string[][] = [[...COLUMNS, "excluded", "hashed"]];
  const warnings = new Warnings();
  const states = (await reading(to, io, (store) => store.history()))?.states;
  for (const { connection, program, ...request } of sources) {
    const state = states?.get(connection) ?? NO_STATE;
    const listed = await program.discover();
    const columns = async () => [""]; // as if every table were there
    const { planned, resumption } = await prepare(request, { state, listed, columns }, warnings);
    for (const { table: target, failure, privacy } of planned) {
      const { stream, schema, name, known, key, mode, absent } = target;
      const from = resumption.resumed.has(stream) ? "saved state" : "beginning";
      const does = absent === undefined ? MODES[mode] : ABSENT[absent.how];
      const would = failure === undefined ? does : "fail";
      const fields = known.filter(({ isGone }) => isGone !== true);
      const fixed = [`${schema}.${name}`, String(fields.length), key.length === 0 ? "" : keyLabel(key), would, from];
      rows.push([...fixed, (privacy?.excluded ?? []).join(", "), (privacy?.hashed ?? []).join(", ")]);
      if (failure !== undefined) warnings.add(failure);
    }
  }
  const isFilled = rows[0]?.map((_, at) => at < COLUMNS.length || rows.slice(1).some((row) => row[at] !== ""));
  const shown = rows.map((row) => row.filter((_, at) => isFilled?.[at] === true));
  printTable(io.stdout, shown, { numbers: new Set([1]) });
  for (const warning of warnings.all) io.stdout.print(`${warning}\n`);
}
