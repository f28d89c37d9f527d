import { basename } from "node:path";
import { CliCommand, several } from "@sluice/core/internal";
import { type LoadedProject, loadProject } from "../../project/load.js";
import type { SourceEntry } from "../../project/project.js";
import { nameOf } from "../../source/name.js";
import { type CommandContext, type CommandDefinition, UsageError } from "../command.js";
import { DefaultAnswers } from "../init/answers.js";
import { dotted, type SettingField } from "../init/field.js";
import { Filler } from "../init/fill.js";
import { installedSources } from "../init/installed.js";
import { isWritable, letsSecretsOut, put } from "../init/project-file.js";
import { GivenSettings } from "../init/settings.js";
import { fieldsOf } from "../init/specification.js";
import { Terminal } from "../init/terminal.js";
import { openSource } from "../source.js";
import { type SourceOptions, withProgramOptions, withSourceArgument } from "../source-options.js";

interface InitOptions extends SourceOptions {
  readonly name?: string;
  readonly set?: readonly string[];
  readonly yes?: boolean;
}

export const init: CommandDefinition = (io) => {
  const command = new CliCommand("init")
    .description(
      "Asks for the settings of a source, and writes them to sluice.config.json. It does not ask for secrets: the file gets the names of environment variables that hold them.",
    )
    .example("sluice init hellobaton --set company=acme");
  withSourceArgument(command, "[SOURCE]", io)
    .option("--name <NAME>", "the name of the source, for a second account of one vendor")
    .option(
      "--set <FIELD=VALUE>",
      "a setting that is not asked for; may be given several times. GROUP.FIELD is a setting of a group, and the title of one of several groups chooses it: --set 'credentials=API token'",
      several,
    )
    .option("-y, --yes", "ask for nothing: use --set and the defaults of the specification, as without a terminal");
  return withProgramOptions(command).action((source: string | undefined, options: InitOptions) =>
    run(source, options, io),
  );
};

async function run(given: string | undefined, options: InitOptions, io: CommandContext): Promise<void> {
  const isAsking = io.stdin.isTTY && io.stdout.stream.isTTY === true && options.yes !== true;
  const terminal = isAsking ? new Terminal(io) : undefined;
  const source = given ?? (await chosenSource(terminal, io));
  const loaded = await loadProject(io.folder);
  const { name: usualName, program } = await openSource({ source }, options, io);
  const name = options.name ?? usualName;
  const root = fieldsOf(await program.spec().finally(() => program.close()));
  const settings = new GivenSettings(options.set ?? [], root);
  await assertFree(name, loaded, terminal);
  const defaults = new DefaultAnswers();
  const filler = new Filler({ source: name, settings, answers: terminal ?? defaults, environment: io.environment });
  const config = await filler.value(root);
  assertComplete(defaults.missing, settings.unused);
  const entry = { ...(name === source ? {} : { name }), source, config } as SourceEntry;
  await write(entry, loaded, io);
  io.stdout.print(await nextSteps(name, filler, io));
}

async function chosenSource(terminal: Terminal | undefined, io: CommandContext): Promise<string> {
  if (terminal === undefined) throw new UsageError("Missing source. Pass one, for example `sluice init hellobaton`.");
  return terminal.source(await installedSources(io.folder));
}

/** A source is not overwritten without a question. */
async function assertFree(
  name: string,
  loaded: LoadedProject | undefined,
  terminal: Terminal | undefined,
): Promise<void> {
  if (!loaded?.project.sources.some((entry) => nameOf(entry) === name)) return;
  const file = basename(loaded.file);
  const isAgreed = await terminal?.confirmed(`${file} already has a source "${name}". Replace it?`);
  if (isAgreed === true) return;
  throw new Error(
    `${file} already has a source "${name}", and was not changed. Give this one another name: --name NAME`,
  );
}

/** @throws UsageError that lists all missing settings. */
function assertComplete(missing: readonly SettingField[], unused: readonly string[]): void {
  if (missing.length > 0) {
    const lines = missing.map((field) => `  --set ${dotted(field)}=…  ${field.title}`);
    throw new UsageError(`Missing settings, which have no default. Pass:\n${lines.join("\n")}`);
  }
  if (unused.length > 0)
    throw new UsageError(
      `--set ${unused.join(", ")} belongs to an option that was not chosen. Leave it out, or choose that option.`,
    );
}

async function write(entry: SourceEntry, loaded: LoadedProject | undefined, io: CommandContext): Promise<void> {
  if (isWritable(loaded)) {
    const file = basename(await put(entry, loaded, io.folder));
    io.stdout.print(`Added the source ${nameOf(entry)} to ${file}.\n`);
    return;
  }
  const file = basename(loaded?.file ?? "");
  io.stdout.print(
    `${file} is a program, so edit it yourself. Add this to its sources:\n\n${JSON.stringify(entry, undefined, 2)},\n\n`,
  );
}

async function nextSteps(
  name: string,
  { variables, notes }: Filler,
  { folder, environment }: CommandContext,
): Promise<string> {
  const unset = variables.filter((variable) => environment[variable] === undefined);
  const needsEnv = variables.length > 0 && (await letsSecretsOut(folder));
  const lines = [
    ...notes,
    ...(needsEnv ? [".gitignore does not list .env. Add it before you put a secret there."] : []),
    "Next:",
    ...(unset.length > 0 ? [`  set ${unset.join(", ")} in .env or the environment`] : []),
    `  sluice check ${name}`,
    `  sluice sync ${name}`,
  ];
  return `${lines.join("\n")}\n`;
}
