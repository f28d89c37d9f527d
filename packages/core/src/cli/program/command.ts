import { Command, type ErrorOptions, Help, Option, type ParseOptionsResult } from "commander";
import { restated } from "./messages.js";

/** The command line is invalid; the message says what to write. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The possible values of an option or an argument, for the completion of a shell. */
export type Completer = () => readonly string[] | Promise<readonly string[]>;

/** What a command's exit statuses mean, apart from 2, which is invalid usage in all of them. */
export interface Statuses {
  readonly 0: string;
  readonly 1: string;
  /** Other statuses, e.g. `141 standard output was closed`. */
  readonly others?: string;
}

/** Help is as wide as a terminal is at least. */
const WIDTH = 80;

/** One command of a program, with the grammar that all of them share: layout of the help, errors, old spellings and completion. */
export class CliCommand extends Command {
  readonly #completers = new Map<string, Completer>();
  #example = "";
  #statuses: Statuses = { 0: "it worked", 1: "it failed" };
  #note = "";

  constructor(name?: string) {
    super(name);
    this.exitOverride()
      .helpOption("-h, --help", "print this text")
      .configureHelp({
        commandUsage,
        optionTerm: ({ flags }) => bare(flags),
        optionDescription,
        argumentDescription: ({ description }) => description,
        subcommandTerm: (command) => command.name(),
      })
      .configureOutput({ writeOut, getOutHelpWidth: () => WIDTH, getErrHelpWidth: () => WIDTH })
      .addHelpText("after", () => this.#closing());
  }

  override createCommand(name?: string): CliCommand {
    return new CliCommand(name);
  }

  /** A line that a user could type; it ends the help, and follows an error. */
  example(line: string): this {
    this.#example = line;
    return this;
  }

  /** What the exit statuses mean. */
  statuses(statuses: Statuses): this {
    this.#statuses = statuses;
    return this;
  }

  /** A paragraph below the options. */
  note(text: string): this {
    this.#note = text;
    return this;
  }

  /**
   * An old spelling of an option. It still works, says so on standard error, and is neither in the help nor completed.
   *
   * @param flags e.g. `--rows <N>`.
   * @param now the option that it is now, or the name of an argument, which the action then takes from either.
   * @param converted what the value of the old option is in the new one.
   */
  renamed(flags: string, now: string, converted = (value: string) => value): this {
    const target = this.optionOf(now);
    const old = new Option(flags).hideHelp().argParser((value: string) => {
      process.stderr.write(`${old.long} is now ${now}.\n`);
      const key = target?.attributeName() ?? "";
      if (target !== undefined && this.getOptionValueSource(key) !== "cli") {
        const text = converted(value);
        // as a default, it does not conflict with the old spelling itself
        this.setOptionValueWithSource(key, target.parseArg?.<unknown>(text, undefined) ?? text ?? true, "default");
      }
      return value;
    });
    return this.addOption(target === undefined ? old : old.conflicts(target.attributeName()));
  }

  /** The option of this name, short or long. */
  optionOf(name: string): Option | undefined {
    return this.options.find(({ short, long }) => short === name || long === name);
  }

  /** Adds what a shell completes for an option (`--streams`) or an argument (`SOURCE`). */
  completes(name: string, completer: Completer): this {
    this.#completers.set(name, completer);
    return this;
  }

  /** What a shell completes for an option or an argument; undefined if nothing is known. */
  completer(name: string): Completer | undefined {
    return this.#completers.get(name);
  }

  /** What follows the message of an error: all commands, or how this one is called. */
  get usageText(): string {
    if (this.parent === null) return this.helpInformation();
    const usage = `Usage: ${commandUsage(this)}\n`;
    const example = this.#example === "" ? "" : `Example: ${this.#example}\n`;
    return `${usage}${example}Run \`${pathOf(this)} --help\` for its options.\n`;
  }

  override error(message: string, { code = "" }: ErrorOptions = {}): never {
    throw new UsageError(restated(code, message, this));
  }

  /** Takes no value that is an option by its look, and keeps the value of an unknown option out of the message. */
  override parseOptions(argv: string[]): ParseOptionsResult {
    if (this.commands.length > 0) return super.parseOptions(argv); // most of it is for a command of this one
    const end = argv.indexOf("--");
    const words = end < 0 ? argv : argv.slice(0, end);
    for (const [index, word] of words.entries()) {
      const isValue = this.#takesValue(words[index - 1]);
      if (isValue && /^-./.test(word)) this.error(`'${words[index - 1]}'`, { code: "commander.optionMissingArgument" });
    }
    const known = words.map((word, index) =>
      this.#takesValue(words[index - 1]) ? word : this.#withoutStrayValue(word),
    );
    return super.parseOptions(end < 0 ? known : [...known, ...argv.slice(end)]);
  }

  #takesValue(word = ""): boolean {
    return this.optionOf(word)?.required === true;
  }

  #withoutStrayValue(word: string): string {
    const [name = ""] = word.split("=", 1);
    if (!word.startsWith("--") || name === word || this.#takesValue(name)) return word;
    if (this.optionOf(name) !== undefined) throw new UsageError(`${name} takes no value.`);
    return name;
  }

  #closing(): string {
    if (this.parent === null) return "";
    const { 0: success, 1: failure, others } = this.#statuses;
    const more = others === undefined ? "" : ` ${others}.`;
    const status = `Exit status: 0 ${success}; 1 ${failure}; 2 invalid usage.${more}`;
    const example = this.#example === "" ? "" : `Example: ${this.#example}`;
    const paragraphs = [this.#note, example, status].filter((text) => text !== "");
    return paragraphs.map((text) => `\n${new Help().boxWrap(text, WIDTH)}`).join("\n");
  }
}

/** A reader of the help that goes away early is not an error. */
function writeOut(text: string): void {
  process.stdout.on("error", () => undefined).write(text);
}

/** `sluice sync [SOURCE] [options]` */
function commandUsage(command: Command): string {
  const words = command.registeredArguments.map((argument) => {
    const name = `${argument.name()}${argument.variadic ? "…" : ""}`;
    return argument.required ? name : `[${name}]`;
  });
  return [pathOf(command), ...(command.commands.length > 0 ? ["COMMAND"] : words), "[options]"].join(" ");
}

/** `sluice sync` */
function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}

/** Without the choices, because the term has them. */
function optionDescription({ description, defaultValue, required }: Option): string {
  return required && defaultValue !== undefined ? `${description} (default: ${defaultValue})` : description;
}

/** `--to DESTINATION` of `--to <DESTINATION>`. */
function bare(flags: string): string {
  return flags.replaceAll(/[<>]/g, "");
}
