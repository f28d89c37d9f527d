import { basename } from "node:path";
import { type LoadedProject, loadProject } from "../../project/load.js";
import { nameOf, type SourceEntry } from "../../project/project.js";
import { type Command, type Io, type Line, type Options, UsageError } from "../command.js";
import { DefaultAnswers } from "../init/answers.js";
import { dotted, type Field } from "../init/field.js";
import { Filler } from "../init/fill.js";
import { installedSources } from "../init/installed.js";
import { isWritable, letsSecretsOut, put } from "../init/project-file.js";
import { Settings } from "../init/settings.js";
import { fieldsOf } from "../init/specification.js";
import { Terminal } from "../init/terminal.js";
import { openSource } from "../source.js";

const HELP = `sluice init [SOURCE] [options]

Asks for a source's settings, and writes them into sluice.config.json. Secrets are not asked for: the file gets the names of
environment variables that hold them.

  SOURCE            an installed connector (hellobaton or source-hellobaton), the path of a program that speaks
                    the Airbyte protocol, docker:IMAGE or podman:IMAGE
  --name NAME       what to call it, for a second account of one vendor
  --set FIELD=VALUE a setting, which is not asked for then; may be there several times. A setting of a group is GROUP.FIELD,
                    and one of several groups is chosen by its title: --set 'credentials=API token'
  --yes             ask for nothing: take the defaults and what --set says, as without a terminal
`;

const OPTIONS = {
  name: { type: "string" },
  set: { type: "string", multiple: true },
  yes: { type: "boolean", short: "y" },
} satisfies Options;

export const init: Command = {
  summary: "set a source up: its config in sluice.config.json",
  help: HELP,
  options: OPTIONS,
  run: async (line, io) => {
    const terminal = io.stdin.isTTY && io.stdout.isTTY && !line.flag("yes") ? new Terminal(io) : undefined;
    const source = await sourceIn(line, io, terminal);
    const loaded = await loadProject(io.folder);
    const { name: usualName, program } = await openSource({ source }, io);
    const name = line.text("name") ?? usualName;
    const root = fieldsOf(await program.spec().finally(() => program.close()));
    const settings = new Settings(line.all("set"), root);
    await assertFree(name, loaded, terminal);
    const defaults = new DefaultAnswers();
    const filler = new Filler({ source: name, settings, answers: terminal ?? defaults, environment: io.environment });
    const config = await filler.value(root);
    assertWhole(defaults.missing, settings.unused);
    const entry = { ...(name === source ? {} : { name }), source, config } as SourceEntry;
    await write(entry, loaded, io);
    io.stdout.write(await nextSteps(name, filler, io));
    return 0;
  },
};

async function sourceIn({ words }: Line, io: Io, terminal: Terminal | undefined): Promise<string> {
  const [source, ...more] = words;
  if (more.length > 0) throw new UsageError(`One source at a time, please: ${more.join(" ")} is too much.`);
  if (source !== undefined) return source;
  if (terminal === undefined) throw new UsageError("Which source? For example: sluice init hellobaton");
  return terminal.source(await installedSources(io.folder));
}

/** What is there is not overwritten unasked. */
async function assertFree(
  name: string,
  loaded: LoadedProject | undefined,
  terminal: Terminal | undefined,
): Promise<void> {
  if (!loaded?.project.sources.some((entry) => nameOf(entry) === name)) return;
  const file = basename(loaded.file);
  const isAgreed = await terminal?.confirmed(`${file} has a source "${name}" already. Write it anew?`);
  if (isAgreed === true) return;
  throw new Error(
    `${file} has a source "${name}" already, and it stays as it is. Call this one otherwise: --name NAME`,
  );
}

/** @throws UsageError that names all that is missing. */
function assertWhole(missing: readonly Field[], unused: readonly string[]): void {
  if (missing.length > 0) {
    const lines = missing.map((field) => `  --set ${dotted(field)}=…  ${field.title}`);
    throw new UsageError(`These settings are needed, and have no default:\n${lines.join("\n")}`);
  }
  if (unused.length > 0)
    throw new UsageError(`--set ${unused.join(", ")} belongs to another choice than the one taken.`);
}

async function write(entry: SourceEntry, loaded: LoadedProject | undefined, io: Io): Promise<void> {
  if (isWritable(loaded)) {
    const file = basename(await put(entry, loaded, io.folder));
    io.stdout.write(`${file} has the source ${nameOf(entry)} now.\n`);
    return;
  }
  const file = basename(loaded?.file ?? "");
  io.stdout.write(
    `${file} is yours to edit. Put this into its sources:\n\n${JSON.stringify(entry, undefined, 2)},\n\n`,
  );
}

async function nextSteps(name: string, { variables, notes }: Filler, { folder, environment }: Io): Promise<string> {
  const unset = variables.filter((variable) => environment[variable] === undefined);
  const needsEnv = variables.length > 0 && (await letsSecretsOut(folder));
  const lines = [
    ...notes,
    ...(needsEnv ? [".gitignore does not name .env: add it before you put a secret there."] : []),
    "Next:",
    ...(unset.length > 0 ? [`  put ${unset.join(", ")} into .env or the environment`] : []),
    `  sluice check ${name}`,
    `  sluice sync ${name}`,
  ];
  return `${lines.join("\n")}\n`;
}
