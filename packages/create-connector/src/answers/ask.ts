import { isCancel, select, text } from "@clack/prompts";
import { InputError } from "../design/report.js";
import type { Options } from "./options.js";
import { AUTH_KINDS, authOf, baseUrlOf, nameOf, PAGING_KINDS, recordsAtOf, streamOf } from "./read-options.js";

/** Where questions go, and answers come from; the terminal by default. */
export interface Terminal {
  readonly input?: NodeJS.ReadStream;
  readonly output?: NodeJS.WriteStream;
}

/**
 * Asks for what the options leave open. An invalid answer is explained, and asked for again.
 *
 * @throws InputError if the user gives up.
 */
export async function ask(options: Options, terminal: Terminal = {}): Promise<Options> {
  const line = (question: Line) => lineOf(question, terminal);
  const name = options.name ?? (await line({ message: "Name, e.g. acme", read: nameOf }));
  const usual = name.charAt(0).toUpperCase() + name.slice(1);
  const title = options.title ?? (await line({ message: "Title, as people write it", usual }));
  const baseUrl =
    options.baseUrl ?? (await line({ message: "Base URL, e.g. https://api.acme.example", read: baseUrlOf }));
  const auth = options.auth ?? (await authAnswer(terminal));
  const paging = options.paging ?? (await oneOf("How lists are paged", PAGING_KINDS, terminal));
  const stream = options.stream ?? (await streamAnswers(line));
  const where = { message: "Where replies have the list (. for a bare array)", usual: "data", read: recordsAtOf };
  const recordsAt = options.recordsAt ?? (await line(where));
  const time = { message: "Field of the last change, e.g. updated_at (Enter: none)", usual: "" };
  const incremental = options.incremental ?? (await line(time));
  return { name, title, baseUrl, auth, paging, stream, recordsAt, incremental };
}

interface Line {
  readonly message: string;
  /** The answer of a user who presses Enter; without it there has to be one. */
  readonly usual?: string;
  /** @throws InputError for an answer that cannot be used. */
  readonly read?: (text: string) => unknown;
}

async function lineOf({ message, usual, read = () => undefined }: Line, terminal: Terminal): Promise<string> {
  const validate = (given: string | undefined): string | undefined => {
    const answer = given || usual;
    if (answer === undefined) return "Write an answer.";
    if (answer === usual) return undefined;
    return problemOf(() => read(answer));
  };
  const placeholder = usual === undefined || usual === "" ? {} : { placeholder: usual };
  return kept(await text({ message, validate, defaultValue: usual ?? "", ...placeholder, ...terminal }));
}

async function oneOf(message: string, values: readonly string[], terminal: Terminal): Promise<string> {
  return kept(await select({ message, options: values.map((value) => ({ value })), ...terminal }));
}

async function authAnswer(terminal: Terminal): Promise<string> {
  const kind = await oneOf("How requests are signed", AUTH_KINDS, terminal);
  if (kind !== "header" && kind !== "query") return kind;
  const usual = kind === "header" ? "x-api-key" : "api_key";
  const read = (name: string) => authOf(`${kind}:${name}`);
  return `${kind}:${await lineOf({ message: `Name of the ${kind}`, usual, read }, terminal)}`;
}

async function streamAnswers(line: (question: Line) => Promise<string>): Promise<readonly string[]> {
  const given: string[] = [];
  for (;;) {
    const isFirst = given.length === 0;
    const message = isFirst ? "A list, as NAME:PATH:KEY (users:/v1/users:id)" : "Another one (Enter: no more)";
    const answer = await line({ message, read: streamOf, ...(!isFirst && { usual: "" }) });
    if (answer === "") return given;
    given.push(answer);
  }
}

function problemOf(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
}

function kept(answer: string | symbol): string {
  if (isCancel(answer)) throw new InputError("The questions were not answered; nothing was written.");
  return String(answer);
}
