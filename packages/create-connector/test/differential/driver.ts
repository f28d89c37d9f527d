import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { JsonObject, JsonValue } from "@sluice/core";

/** A request as the mock saw it. */
export interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly body: string;
  /** The stream that the mock answered for; null for a token, or for a route that airbyte-cdk never requested. */
  readonly stream: string | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** What one run of either side brought. */
export interface RunResult {
  readonly records: Readonly<Record<string, readonly JsonObject[]>>;
  /** The last state message of each stream, as the protocol has it. */
  readonly states: Readonly<Record<string, JsonObject>>;
  readonly statuses: Readonly<Record<string, string>>;
  readonly errors: readonly string[];
  readonly requests: readonly SentRequest[];
  /** What the mock could not do for a stream. */
  readonly problems?: Readonly<Record<string, readonly string[]>>;
}

/** A fault of the mock, for all streams or for some. */
export interface Fault {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: JsonValue;
  /** How many requests of each stream fail; all by default. */
  readonly times?: number;
}

/** A manifest that airbyte-cdk has loaded. */
export interface LoadedManifest {
  readonly config: JsonObject;
  readonly catalog: { readonly streams: readonly JsonObject[] };
  readonly port: number;
  /** The time at which its clock is stopped, in milliseconds. */
  readonly now: number;
  /** The streams that airbyte-cdk cannot read without the connector's own Python: name → reason. */
  readonly left_out: Readonly<Record<string, string>>;
  readonly statuses: readonly { readonly status: number; readonly text: string }[];
  /** The manifest with small pages, for the importer. */
  readonly yaml: string;
}

/** airbyte-cdk and the mock, in one Python process. */
export class Driver {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  #stderr = "";

  /** @param python the folder of a virtual environment. */
  constructor(python: string) {
    const file = join(import.meta.dirname, "cdk/driver.py");
    const environment = { PATH: process.env["PATH"] ?? "", PYTHONDONTWRITEBYTECODE: "1", PYTHONWARNINGS: "ignore" };
    const child = spawn(join(python, "bin/python"), [file], { stdio: "pipe", env: environment });
    child.stderr.on("data", (chunk: Buffer) => {
      this.#stderr = `${this.#stderr}${chunk}`.slice(-2000);
    });
    this.#child = child;
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  load(manifest: string, choices: { readonly variant?: number; readonly config?: JsonValue }): Promise<LoadedManifest> {
    return this.#call({ do: "load", manifest, ...choices });
  }

  read(catalog: JsonValue, given: { readonly state?: JsonValue; readonly fault?: Fault }): Promise<RunResult> {
    return this.#call({ do: "read", catalog, ...given });
  }

  /** Begins a run of the other side: an empty log, and the same faults. */
  begin(fault: Fault | undefined): Promise<null> {
    return this.#call({ do: "begin", ...(fault === undefined ? {} : { fault }) });
  }

  requests(): Promise<readonly SentRequest[]> {
    return this.#call({ do: "requests" });
  }

  close(): void {
    this.#child.kill("SIGKILL");
  }

  async #call<Reply>(command: object): Promise<Reply> {
    this.#child.stdin?.write(`${JSON.stringify(command)}\n`);
    const line = await this.#lines.next();
    if (line.done === true) throw new Error(`airbyte-cdk ended: ${this.#stderr}`);
    const reply = JSON.parse(line.value) as { readonly value: Reply; readonly error?: string };
    if (reply.error !== undefined) throw new Error(reply.error);
    return reply.value;
  }
}
