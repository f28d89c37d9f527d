import { DESTINATIONS } from "../../destinations/open.js";
import { RUNS_SHOWN } from "../../destinations/run.js";
import type { Command } from "../command.js";
import { DEFAULT_DESTINATION, destinationOf } from "../destination.js";
import { reading } from "../past.js";
import { assertNoMore } from "../source.js";
import { runJson } from "../view/run-json.js";
import { RUN_HEAD, RUN_NUMBERS, runRow } from "../view/run-rows.js";
import { table } from "../view/table.js";

const HELP = `sluice runs [options]

Lists the syncs of all sources, newest first. \`sluice status --run ID\` shows one of them in full.

  --to DESTINATION  ${DESTINATIONS}
                    (default: that of the project, or ${DEFAULT_DESTINATION})
  --project FILE    the project (default: sluice.config.ts or .json)
  --source NAME     those of this source only; of one with a --name, that name
  --limit N         at most N runs (default: ${RUNS_SHOWN})
  --json            a JSON array of the runs, times in UTC
`;

export const runs: Command = {
  summary: "list the runs of a source, or of all",
  help: HELP,
  options: {
    to: { type: "string" },
    project: { type: "string" },
    source: { type: "string" },
    limit: { type: "string" },
    json: { type: "boolean" },
  },
  run: async (line, io) => {
    assertNoMore(line.words, "Name the source with --source, and the destination with --to.");
    const connection = line.text("source");
    const query = { connection, limit: line.count("limit") };
    const past = await reading(await destinationOf(line, io), io, async (store) => ({
      found: await store.runs(query),
      known: [...(await store.history()).states.keys()],
    }));
    const { found = [], known = [] } = past ?? {};
    if (found.length === 0 && connection !== undefined && known.length > 0 && !known.includes(connection)) {
      throw new Error(`There are no runs of "${connection}" in this destination. It has: ${known.join(", ")}.`);
    }
    if (line.flag("json")) io.stdout.json(JSON.stringify(found.map(runJson)));
    else if (found.length === 0) io.stdout.print("No runs yet. Run `sluice sync SOURCE`.\n");
    else io.stdout.print(...table([RUN_HEAD, ...found.map(runRow)], RUN_NUMBERS));
    return 0;
  },
};
