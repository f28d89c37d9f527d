import { CliCommand } from "@sluice/core/internal";
import { isJsonObject, type JsonValue } from "@sluice/core/json";
import type { DiscoveredStream } from "../../source/program.js";
import { streamLabel } from "../../streams/stream.js";
import { keyLabel } from "../../sync/plan.js";
import type { CommandDefinition } from "../command.js";
import { entryFor, openSource } from "../source.js";
import { type SourceOptions, withSourceArgument, withSourceOptions } from "../source-options.js";
import { printTable } from "../view/table.js";

interface DiscoverOptions extends SourceOptions {
  readonly json?: boolean;
}

export const discover: CommandDefinition = (io) => {
  const command = new CliCommand("discover")
    .description("Lists the streams of a source.")
    .example("sluice discover hellobaton");
  return withSourceOptions(withSourceArgument(command, "<SOURCE>", io))
    .option("--json", "a JSON array of the streams as the source describes them, with their schemas")
    .action(async (source: string, options: DiscoverOptions) => {
      const { program } = await openSource(await entryFor(source, options, io), options, io);
      const streams = await program.discover().finally(() => program.close());
      if (options.json === true) {
        io.stdout.json(JSON.stringify(program.secrets.maskedIn(streams.map(({ entry }) => entry))));
      } else {
        const rows = [["stream", "key", "sync modes", "cursor field", "fields"], ...streams.map(row)];
        printTable(io.stdout, rows, { numbers: new Set([4]), elsewhere: "--json has all" });
      }
    });
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
