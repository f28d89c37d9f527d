import { isJsonObject, type JsonValue } from "@sluice/core/json";
import type { DiscoveredStream } from "../../source/program.js";
import { streamLabel } from "../../streams/stream.js";
import { keyLabel } from "../../sync/plan.js";
import type { Command } from "../command.js";
import { entryFor, openSource, SOURCE_HELP, SOURCE_OPTIONS } from "../source.js";
import { table } from "../view/table.js";

const HELP = `sluice discover SOURCE [options]

Lists the streams of a source.

${SOURCE_HELP}
  --json            a JSON array of the streams as the source describes them, with their schemas
`;

export const discover: Command = {
  summary: "list the streams of a source",
  help: HELP,
  options: { ...SOURCE_OPTIONS, json: { type: "boolean" } },
  run: async (line, io) => {
    const { program } = await openSource(await entryFor(line, io), line, io);
    const streams = await program.discover().finally(() => program.close());
    if (line.flag("json")) {
      io.stdout.json(JSON.stringify(program.secrets.maskedIn(streams.map(({ entry }) => entry))));
    } else {
      const rows = [["stream", "key", "sync modes", "cursor field", "fields"], ...streams.map(row)];
      io.stdout.print(...table(rows, new Set([4])));
    }
    return 0;
  },
};

function row({ facts, entry }: DiscoveredStream): readonly string[] {
  const { properties } = facts.jsonSchema;
  return [
    streamLabel(facts),
    facts.primaryKey.length === 0 ? "" : keyLabel(facts.primaryKey),
    joined(entry["supported_sync_modes"], ", "),
    joined(entry["default_cursor_field"], "."),
    String(isJsonObject(properties) ? Object.keys(properties).length : 0),
  ];
}

function joined(value: JsonValue | undefined, between: string): string {
  return Array.isArray(value) ? value.map(String).join(between) : "";
}
