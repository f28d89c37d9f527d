import { isJsonObject, type JsonObject } from "@sluice/core/json";
import { streamKey } from "../streams/stream.js";
import { type DiscoveredStream, discovered } from "./catalog.js";
import { type ChildEnd, type LineSink, type ProgramCall, runChild } from "./child.js";
import { failureText, TOO_LONG, withLastWords } from "./failure.js";
import { WorkFolder } from "./folder.js";
import { type Launch, Launcher, type Runnable, type SourceOptions } from "./launch.js";
import { messageIn } from "./messages.js";
import { RenewedSettings } from "./renewed-settings.js";
import { Secrets } from "./secrets.js";

export type { DiscoveredStream } from "./catalog.js";

/** The source cannot be used at all: it does not start, or does not answer as the protocol requires. */
export class SourceError extends Error {
  override readonly name = "SourceError";
}

export interface ReadRequest {
  readonly catalog: JsonObject;
  /** What the source resumes from, as JSON text; undefined from the beginning. */
  readonly state: string | undefined;
}

export interface ReadEnd {
  /** Why the source as a whole failed; undefined if it did not. */
  readonly failure: string | undefined;
  /** The last of what it wrote to stderr. */
  readonly lastWords: string;
}

/** A program that speaks the Airbyte protocol, with its config: one method a verb, each a run of the program. */
export class SourceProgram {
  readonly #launcher: Launcher;
  readonly #signal: AbortSignal;
  /** For its files and those of its sync. */
  readonly folder: WorkFolder;
  /** Those of its config, and of what it is granted. */
  readonly secrets = new Secrets();
  #reads = 0;
  #spec: Promise<JsonObject> | undefined;
  #launch: Promise<Launch> | undefined;
  #discovered: Promise<readonly DiscoveredStream[]> | undefined;

  readonly #renewed: RenewedSettings;
  readonly #onNotice: SourceOptions["onNotice"];

  private constructor(source: Runnable, options: SourceOptions, folder: WorkFolder) {
    const { configStore: store, onNotice, signal } = options;
    const { secrets } = this;
    this.folder = folder;
    this.#signal = signal;
    this.#onNotice = onNotice;
    this.#renewed = new RenewedSettings({ store, secrets, onNotice });
    this.#launcher = new Launcher(source, options, { folder, secrets, renewed: this.#renewed });
  }

  /** Makes the folder for its files. */
  static async open(source: Runnable, options: SourceOptions): Promise<SourceProgram> {
    return new SourceProgram(source, options, await WorkFolder.open());
  }

  /** @throws SourceError */
  spec(): Promise<JsonObject> {
    this.#spec ??= this.#askForSpec();
    return this.#spec;
  }

  async #askForSpec(): Promise<JsonObject> {
    const { answer, reason } = await this.#run(this.#launcher.spec, ["spec"], "spec");
    if (answer === undefined) throw new SourceError(reason ?? "The source gave no specification of its config.");
    return answer;
  }

  /** @returns why the config does not work; undefined if it does. @throws SourceError */
  async check(): Promise<string | undefined> {
    const { answer, reason } = await this.#ask("check", "connectionStatus");
    if (answer === undefined) throw new SourceError(reason ?? "The source did not say whether its config works.");
    if (answer["status"] === "SUCCEEDED") return undefined;
    return this.secrets.masked(String(answer["message"] ?? "The source does not say why."));
  }

  /** Asked once, however often it is called: so it may be asked while something else is made ready. @throws SourceError */
  discover(): Promise<readonly DiscoveredStream[]> {
    this.#discovered ??= this.#discover();
    this.#discovered.catch(() => undefined); // those who wait for it get the error
    return this.#discovered;
  }

  async #discover(): Promise<readonly DiscoveredStream[]> {
    const { answer, reason } = await this.#ask("discover", "catalog");
    const streams = answer?.["streams"];
    if (!Array.isArray(streams)) {
      throw new SourceError(reason ?? "The source listed no streams. Is it an Airbyte source?");
    }
    const all = streams.filter(isJsonObject).flatMap(discovered);
    // a stream that is listed twice is one stream: the first entry counts
    return [...new Map(all.toReversed().map((stream) => [streamKey(stream.facts), stream])).values()].toReversed();
  }

  /**
   * Runs the source's `read`, and hands each line of its output to `sink` in order.
   *
   * @throws what `sink` throws, once the source has ended.
   */
  async read({ catalog, state }: ReadRequest, sink: LineSink, signal = this.#signal): Promise<ReadEnd> {
    const { command, args } = await this.#launched();
    const nth = this.#reads++;
    const files = ["--catalog", await this.folder.file(`catalog-${nth}.json`, JSON.stringify(catalog))];
    if (state !== undefined) files.push("--state", await this.folder.file(`state-${nth}.json`, state));
    const masked = (text: string) => this.secrets.masked(text);
    const ending = await runChild(withArgs(command, ["read", ...args, ...files]), sink, { signal, masked });
    return { failure: failureOf(ending, command), lastWords: ending.lastWords };
  }

  /** The settings of the source as the user gave them, whether from its variables or its config. */
  async settings(): Promise<JsonObject> {
    return (await this.#launched()).settings;
  }

  /**
   * Saves the config of a CONTROL message; later runs of the program get it.
   *
   * @returns a warning if it is not saved.
   */
  renew(control: JsonObject): string | undefined {
    const { isNew, warning } = this.#renewed.take(control);
    if (isNew) this.#launch = undefined;
    return warning;
  }

  /** Removes its files, the one with the config among them. */
  async close(): Promise<void> {
    await this.folder.remove();
  }

  #launched(): Promise<Launch> {
    this.#launch ??= this.#makeLaunch();
    return this.#launch;
  }

  async #makeLaunch(): Promise<Launch> {
    if (!this.#launcher.needsSpec) return this.#launcher.launch(undefined);
    const spec = await this.spec().catch((error: unknown) => {
      if (error instanceof SourceError) return undefined; // the next verb says what is wrong
      throw error;
    });
    return this.#launcher.launch(spec);
  }

  async #ask(verb: string, member: string) {
    const { command, args } = await this.#launched();
    return this.#run(command, [verb, ...args], member);
  }

  /** The last message that has this member; else why there is none. */
  async #run(command: ProgramCall, args: readonly string[], member: string) {
    let answer: JsonObject | undefined;
    const errors: string[] = [];
    const line = (bytes: Buffer) => {
      const message = messageIn(bytes);
      const body = message?.[member];
      if (isJsonObject(body)) answer = body;
      const { error } = isJsonObject(message?.["trace"]) ? message["trace"] : {};
      if (isJsonObject(error)) errors.push(this.secrets.masked(failureText(error)));
      const warning = isJsonObject(message?.["control"]) ? this.renew(message["control"]) : undefined;
      if (warning !== undefined) this.#onNotice?.(warning);
    };
    const sink = { line, tooLong: () => errors.push(TOO_LONG), settled: async () => undefined };
    const masked = (text: string) => this.secrets.masked(text);
    const ending = await runChild(withArgs(command, args), sink, { signal: this.#signal, masked });
    const [error] = errors;
    const failure = failureOf(ending, command);
    return { answer, reason: error === undefined ? failure : withLastWords(error, ending.lastWords) };
  }
}

function withArgs(command: ProgramCall, args: readonly string[]): ProgramCall {
  return { ...command, args: [...command.args, ...args] };
}

function failureOf(
  { status, signal, wasSilent, lastWords }: ChildEnd,
  { silenceMs = 0 }: ProgramCall,
): string | undefined {
  if (wasSilent) {
    const silence = `The source wrote nothing for ${silenceMs / 1000} s, so it was stopped.`;
    return withLastWords(`${silence} If it needs longer, raise --timeout, or timeout in the project.`, lastWords);
  }
  if (status === 0) return undefined;
  const how = signal === undefined ? `exit status ${status}` : signal;
  return withLastWords(`The source ended with ${how}.`, lastWords);
}
