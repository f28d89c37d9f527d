import { Command, Option } from "commander";
import { InputError } from "../design/report.js";
import { type Command as Created, create } from "./create.js";

type Given = Omit<Created, "isAsking" | "isListing" | "isUpdating"> & {
  readonly list?: boolean;
  readonly update?: boolean;
  readonly yes?: boolean;
};

const program = new Command("create-connector")
  .description("Writes a Sluice connector: from answers, an OpenAPI document, or an Airbyte low-code manifest")
  .argument("[folder]", "where it is written; source-NAME by default, in connectors/ within the workspace of Sluice")
  .option("--name <name>", "as in source-NAME: lower-case letters, digits and single dashes")
  .option("--title <title>", "as people write it; by default the name")
  .option("--base-url <url>", "scheme and host of the API; a path is put in front of the streams' paths")
  .option("--auth <kind>", "bearer, basic, header[:NAME] (x-api-key) or query[:NAME] (api_key)")
  .option("--paging <kind>", "cursor, page, offset, next-url or none")
  .option("--stream <name:path[:key]>", "a list, e.g. users:/v1/users:id; several times for several", several)
  .option("--records-at <path>", "where replies have the list, e.g. data.items; . for a bare array; default: data")
  .option("--incremental <field>", "the time of a record's last change, e.g. updated_at")
  .option(
    "--openapi <file or URL>",
    "an OpenAPI document: URL, authentication, lists, schemas, keys and paging come from it",
  )
  .option("--manifest <file>", "an Airbyte low-code manifest")
  .option("--include <glob>", "streams of the document to write, by name or path; several times for several", several)
  .option("--exclude <glob>", "streams of the document to leave out", several)
  .option("--list", "show what would be written, and why other streams are not; write nothing")
  .addOption(new Option("--test-runner <runner>", "what runs its tests").choices(["jest", "vitest"]).default("jest"))
  .option("--update", "write again into the folder, and keep what you changed")
  .option("--yes", "ask nothing")
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));

program.action(async (folder: string | undefined, { list = false, update = false, yes = false, ...given }: Given) => {
  const isAsking = process.stdin.isTTY === true && !yes;
  const command = { ...given, ...(folder !== undefined && { folder }), isAsking, isListing: list, isUpdating: update };
  const print = (text: string) => void process.stdout.write(`${text}\n`);
  try {
    await create(command, { cwd: process.cwd(), packages: process.env["SLUICE_PACKAGES"], print });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  }
});

await program.parseAsync();

function several(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}
