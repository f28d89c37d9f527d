import * as clack from "@clack/prompts";
import type { JsonValue } from "@sluice/core/json";
import type { CommandContext } from "../command.js";
import { oneLine } from "../view/clean.js";
import type { Answers } from "./answers.js";
import { dotted, type SettingField, type SettingOption } from "./field.js";
import { UnfitValue, valueIn } from "./value.js";
import { unfitName } from "./variable.js";

/** The user cancelled. */
class Cancelled extends Error {
  override readonly name = "Cancelled";
}

/** Asks on the terminal. */
export class Terminal implements Answers {
  readonly #io: CommandContext;
  readonly #streams: clack.CommonOptions;

  constructor(io: CommandContext) {
    this.#io = io;
    this.#streams = { input: io.stdin, output: io.stdout.stream, signal: io.signal };
  }

  async source(installed: readonly string[]): Promise<string> {
    if (installed.length === 0) return this.#line("Which source? The name of a connector, a path, or docker:IMAGE");
    const other = "";
    const options = [
      ...installed.map((name) => ({ value: name, label: name })),
      { value: other, label: "another one" },
    ];
    const name = answered(await clack.select({ ...this.#streams, message: "Which source?", options }));
    return name === other ? this.source([]) : name;
  }

  async confirmed(question: string): Promise<boolean> {
    return answered(await clack.confirm({ ...this.#streams, message: question, initialValue: false }));
  }

  async chosen(
    group: SettingField,
    optional: readonly SettingField[],
    likely: readonly SettingField[],
  ): Promise<readonly SettingField[]> {
    const of = group.path.length === 0 ? "" : ` of ${oneLine(group.title)}`;
    const options = optional.map(({ title, help }, value) => ({
      value,
      label: oneLine(title),
      hint: oneLine(firstSentence(help)),
    }));
    const chosen = await clack.multiselect({
      ...this.#streams,
      message: `Which optional settings${of} do you want to fill in?`,
      options,
      initialValues: likely.map((field) => optional.indexOf(field)),
      required: false,
    });
    return answered(chosen).flatMap((index) => optional[index] ?? []);
  }

  async option(field: SettingField, options: readonly SettingOption[]): Promise<SettingOption | undefined> {
    this.#explain(field);
    const titles = options.map(({ title }, value) => ({ value, label: oneLine(title) }));
    const initialValue = Math.max(
      0,
      options.findIndex(({ isDefault }) => isDefault),
    );
    const index = await clack.select({ ...this.#streams, message: titled(field), options: titles, initialValue });
    return options[answered(index)];
  }

  async variable(field: SettingField, proposed: string): Promise<string> {
    this.#explain(field);
    const message = `${titled(field)} is a secret. Which environment variable holds it?`;
    return this.#line(message, { initialValue: proposed, unfit: (text) => unfitName(text, this.#io.environment) });
  }

  async value(field: SettingField): Promise<JsonValue | undefined> {
    this.#explain(field);
    const { kind, default: usual } = field;
    if (kind.is === "yes or no") {
      return answered(await clack.confirm({ ...this.#streams, message: titled(field), initialValue: usual === true }));
    }
    if (kind.is === "choice") {
      const options = kind.values.map((value, index) => ({ value: index, label: oneLine(String(value)) }));
      const initialValue = Math.max(0, usual === undefined ? 0 : kind.values.indexOf(usual));
      const index = await clack.select({ ...this.#streams, message: titled(field), options, initialValue });
      return kind.values[answered(index)];
    }
    const text = await this.#line(kind.is === "list" ? `${titled(field)} (several: a,b)` : titled(field), {
      initialValue: written(usual),
      placeholder: kind.is === "text" ? oneLine(kind.example ?? "") : undefined,
      isOptional: !field.isRequired,
      unfit: (typed) => unfitIn(typed, field),
    });
    return text === "" && !field.isRequired ? undefined : valueIn(text, field);
  }

  #explain({ help }: SettingField): void {
    if (help !== "") clack.log.message(oneLine(help), { output: this.#io.stdout.stream });
  }

  async #line(message: string, options: LineOptions = {}): Promise<string> {
    const { initialValue = "", placeholder = "", isOptional = false, unfit } = options;
    const validate = (text = "") => {
      if (text.trim() !== "") return unfit?.(text.trim());
      return isOptional ? undefined : "Enter a value.";
    };
    const text = await clack.text({ ...this.#streams, message, initialValue, placeholder, validate });
    return ((answered(text) as string | undefined) ?? "").trim(); // whatever its type says, an empty line comes as undefined
  }
}

interface LineOptions {
  readonly initialValue?: string | undefined;
  readonly placeholder?: string | undefined;
  readonly isOptional?: boolean;
  /** Why the text cannot be taken. */
  readonly unfit?: (text: string) => string | undefined;
}

/** @throws Cancelled */
function answered<T>(answer: T | typeof clack.CANCEL_SYMBOL): T {
  if (clack.isCancel(answer)) throw new Cancelled("Canceled. Nothing was written.");
  return answer as T;
}

/** With its path, because there may be two fields with the title `Password`. */
function titled(field: SettingField): string {
  return oneLine(field.path.length < 2 ? field.title : `${field.title} (${dotted(field)})`);
}

/** The initial text: empty if the terminal could not show it as it is. */
function written(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return "";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text === oneLine(text) ? text : "";
}

function firstSentence(help: string): string {
  const [sentence = ""] = help.split(/(?<=\.) /);
  return sentence;
}

function unfitIn(text: string, field: SettingField): string | undefined {
  try {
    valueIn(text, field);
    return undefined;
  } catch (error) {
    if (error instanceof UnfitValue) return oneLine(error.message);
    throw error;
  }
}
