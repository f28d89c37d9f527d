import { Argument, type Option } from "commander";
import { CliCommand } from "./command.js";
import { SHELLS, scriptFor } from "./shells.js";

/** Stands for the files of the current folder, which the shell knows best. */
const FILES = ":files";

/** Adds `completion SHELL`, and the hidden command that its script calls. */
export function addCompletion(program: CliCommand): void {
  program
    .command("completion")
    .description("print a script that completes this command in a shell")
    .addArgument(new Argument("<SHELL>", "bash, zsh or fish").choices(SHELLS))
    .example(`source <(${program.name()} completion bash)`)
    .note(
      "Add the example line to ~/.bashrc; to ~/.zshrc with zsh. For fish, write its script into ~/.config/fish/completions.",
    )
    .action((shell: string) => void process.stdout.write(scriptFor(shell, program.name())));
  program
    .command("complete", { hidden: true })
    .argument("[WORD...]")
    .action(async (words: readonly string[]) => {
      const lines = await completionsOf(program, words);
      process.stdout.write(lines.map((line) => `${line}\n`).join(""));
    });
}

/**
 * What may be written in place of the last word: each with a tab and its description, if it has one, or `:files`.
 *
 * @param words those behind the program's name; the last may be empty.
 */
export async function completionsOf(program: CliCommand, words: readonly string[]): Promise<readonly string[]> {
  const typed = words.at(-1) ?? "";
  const before = words.slice(0, -1);
  const at = before.findIndex((word) => !word.startsWith("-"));
  const name = before[at];
  if (name === undefined || name === "help") return matching(topLevel(program, typed), typed);
  const command = program.commands.find((one) => one.name() === name);
  return command instanceof CliCommand ? matching(await within(command, before.slice(at + 1), typed), typed) : [];
}

function matching(lines: readonly string[], typed: string): readonly string[] {
  return lines.filter((line) => line === FILES || line.startsWith(typed));
}

/** The program's commands, or its options. */
function topLevel(program: CliCommand, typed: string): readonly string[] {
  const help = program.createHelp();
  if (typed.startsWith("-")) return optionsOf(program);
  return help.visibleCommands(program).map((command) => described(command.name(), help.subcommandDescription(command)));
}

async function within(command: CliCommand, before: readonly string[], typed: string): Promise<readonly string[]> {
  const isValue = (index: number) => command.optionOf(before[index - 1] ?? "")?.required === true;
  const last = command.optionOf(before.at(-1) ?? "");
  if (last?.required === true) return valuesOf(command, last, typed);
  const [, name = "", value = ""] = /^(--[\w-]+)=(.*)$/s.exec(typed) ?? [];
  const assigned = command.optionOf(name);
  if (assigned !== undefined) {
    const values = await valuesOf(command, assigned, value);
    return values.map((line) => (line === FILES ? line : `${name}=${line}`));
  }
  if (typed.startsWith("-")) return optionsOf(command);
  const operands = before.filter((word, index) => !word.startsWith("-") && !isValue(index)).length;
  const argument =
    command.registeredArguments[operands] ?? command.registeredArguments.find(({ variadic }) => variadic);
  if (argument === undefined) return optionsOf(command);
  return argument.argChoices ?? (await command.completer(argument.name())?.()) ?? [];
}

/** Of `--streams A,B` it is the last name that is completed. */
async function valuesOf(command: CliCommand, option: Option, typed: string): Promise<readonly string[]> {
  const known = option.argChoices ?? (await command.completer(option.long ?? "")?.());
  if (known === undefined) return /<(FILE|DIR)>/.test(option.flags) ? [FILES] : [];
  const given = option.flags.includes(",") ? typed.slice(0, typed.lastIndexOf(",") + 1) : "";
  return known.map((value) => `${given}${value}`);
}

function optionsOf(command: CliCommand): readonly string[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .map(({ long, short, description }) => described(long ?? short ?? "", description));
}

function described(word: string, description: string): string {
  return `${word}\t${description.split(/[.;(]/, 1)[0]?.trim()}`;
}
