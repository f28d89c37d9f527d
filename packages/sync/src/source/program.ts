import { isJsonObject, type JsonObject, type JsonValue } from "@sluice/core/json";
import type { StreamFacts } from "../tables/table.js";
import { type Command, type Ending, type LineSink, runChild } from "./child.js";
import { WorkFolder } from "./folder.js";
import { messageIn } from "./message.js";

/** The source cannot be used at all: it does not start, or does not answer as the protocol wants. */
export class SourceError extends Error {
  override readonly name = "SourceError";
}

/** A stream as a source describes it. */
export interface DiscoveredStream {
  readonly facts: StreamFacts;
  /** Whether it can go on from a state. */
  readonly isIncremental: boolean;
  /** As the source wrote it. */
  readonly entry: JsonObject;
}

/** What a source is asked for of a stream: it goes on from a state where it can. @param writes the destination's sync mode. */
export function configured({ entry, isIncremental }: DiscoveredStream, writes: string): JsonObject {
  return {
    stream: entry,
    sync_mode: isIncremental ? "incremental" : "full_refresh",
    destination_sync_mode: writes,
    primary_key: entry["source_defined_primary_key"] ?? [],
    cursor_field: entry["default_cursor_field"] ?? [],
  };
}

export interface ReadRequest {
  readonly catalog: JsonObject;
  /** What the source is to go on from, as JSON text; undefined from the beginning. */
  readonly state: string | undefined;
}

/** A program that speaks the Airbyte protocol, with its config: one method a verb, each a run of the program. */
export class SourceProgram {
  readonly #command: Command;
  readonly #config: readonly string[];
  readonly #signal: AbortSignal;
  /** Where its files lie, and others may be put beside them. */
  readonly folder: WorkFolder;
  #reads = 0;
  #discovered: Promise<readonly DiscoveredStream[]> | undefined;

  private constructor(command: Command, config: readonly string[], signal: AbortSignal, folder: WorkFolder) {
    this.#command = command;
    this.#config = config;
    this.#signal = signal;
    this.folder = folder;
  }

  /** Makes the folder for its files. @param config its settings; without them it takes them from its environment. */
  static async open(
    command: Command | ((folder: string) => Command),
    { config, signal }: { readonly config?: JsonObject | undefined; readonly signal: AbortSignal },
  ): Promise<SourceProgram> {
    const folder = await WorkFolder.open();
    const args = config === undefined ? [] : ["--config", await folder.file("config.json", JSON.stringify(config))];
    return new SourceProgram(typeof command === "function" ? command(folder.path) : command, args, signal, folder);
  }

  /** @throws SourceError */
  async spec(): Promise<JsonObject> {
    const { answer, reason } = await this.#ask(["spec"], "spec");
    if (answer === undefined) throw new SourceError(reason ?? "The source gave no specification of its config.");
    return answer;
  }

  /** @returns why the config does not work; undefined if it does. @throws SourceError */
  async check(): Promise<string | undefined> {
    const { answer, reason } = await this.#ask(["check", ...this.#config], "connectionStatus");
    if (answer === undefined) throw new SourceError(reason ?? "The source did not say whether its config works.");
    return answer["status"] === "SUCCEEDED" ? undefined : String(answer["message"] ?? "The source does not say why.");
  }

  /** Asked once, however often it is called: so it may be asked while something else is made ready. @throws SourceError */
  discover(): Promise<readonly DiscoveredStream[]> {
    this.#discovered ??= this.#discover();
    this.#discovered.catch(() => undefined); // it is told to those who wait for it
    return this.#discovered;
  }

  async #discover(): Promise<readonly DiscoveredStream[]> {
    const { answer, reason } = await this.#ask(["discover", ...this.#config], "catalog");
    const streams = answer?.["streams"];
    if (!Array.isArray(streams)) {
      throw new SourceError(reason ?? "The source listed no streams. Is it an Airbyte source?");
    }
    return streams.filter(isJsonObject).map(discovered);
  }

  /** @returns why the source failed as a whole; undefined if it did not. */
  async read({ catalog, state }: ReadRequest, sink: LineSink, signal = this.#signal): Promise<string | undefined> {
    const nth = this.#reads++;
    const args = ["read", ...this.#config];
    args.push("--catalog", await this.folder.file(`catalog-${nth}.json`, JSON.stringify(catalog)));
    if (state !== undefined) args.push("--state", await this.folder.file(`state-${nth}.json`, state));
    return failureOf(await runChild(this.#with(args), sink, signal));
  }

  /** Removes its files, the one with the config among them. */
  async close(): Promise<void> {
    await this.folder.remove();
  }

  /** The last message that has this member; else why there is none. */
  async #ask(args: readonly string[], member: string) {
    let answer: JsonObject | undefined;
    const errors: string[] = [];
    const line = (bytes: Buffer) => {
      const message = messageIn(bytes);
      const body = message?.[member];
      if (isJsonObject(body)) answer = body;
      const { error } = isJsonObject(message?.["trace"]) ? message["trace"] : {};
      if (isJsonObject(error)) errors.push(String(error["message"]));
    };
    const ending = await runChild(this.#with(args), { line, settled: async () => undefined }, this.#signal);
    return { answer, reason: errors[0] ?? failureOf(ending) };
  }

  #with(args: readonly string[]): Command {
    return { ...this.#command, args: [...this.#command.args, ...args] };
  }
}

function discovered(entry: JsonObject): DiscoveredStream {
  const { name, namespace, json_schema: schema, supported_sync_modes: modes } = entry;
  const facts = {
    name: String(name),
    namespace: typeof namespace === "string" && namespace !== "" ? namespace : undefined,
    jsonSchema: isJsonObject(schema) ? schema : {},
    primaryKey: keyIn(entry["source_defined_primary_key"]),
  };
  return { facts, isIncremental: Array.isArray(modes) && modes.includes("incremental"), entry };
}

/** A key is a list of paths. */
function keyIn(value: JsonValue | undefined): readonly string[] {
  if (!Array.isArray(value)) return [];
  return value.map((path) => (Array.isArray(path) ? path.join(".") : String(path)));
}

function failureOf({ status, signal, lastWords }: Ending): string | undefined {
  if (status === 0) return undefined;
  const how = signal === undefined ? `exit status ${status}` : signal;
  const words = lastWords.trim();
  return `The source ended with ${how}.${words === "" ? "" : ` Its last words: ${words.slice(-500)}`}`;
}
