import type { ExportStatus, ExportStream, HttpClient, HttpRequest, JsonValue } from "@sluice/core";
import { createRequest } from "@sluice/core/internal";
import type { FakeReply, FakeRequest } from "./exchange.js";
import { scalarPaths, valueIn, withValueIn } from "./json-path.js";
import { bytesOf, headersOf, inPlaceOf, jsonOf } from "./reply-body.js";
import { identityOf, unchanged } from "./sent-request.js";

/** What a request of an export asks for: a new job, how a job is, or a file. */
export type ExportStep = "job" | "status" | "part";

/** A step, and other replies that a question about a job may get; undefined where no word says so to the stream. */
export interface ExportExchange {
  readonly step: ExportStep;
  readonly failed?: FakeReply | undefined;
  readonly running?: FakeReply | undefined;
}

/** Words of APIs for a job that failed, and for one that is not done. */
const FAILED = words("failed failure error fail errored aborted cancelled canceled");
const RUNNING = words("running pending processing in_progress queued created started submitted waiting");

/** Knows the requests of an export by the stream's own code, because each read has jobs with other ids. */
export class ExportLog {
  readonly #stream: ExportStream<unknown>;
  readonly #origin: string;
  /** Questions about known jobs → the handle. */
  readonly #questions = new Map<string, JsonValue>();
  readonly #parts = new Set<string>();

  constructor(stream: ExportStream<unknown>, origin: string) {
    this.#stream = stream;
    this.#origin = origin;
  }

  /** Whether a request asks for a job or a part of this read. */
  knows(request: FakeRequest): boolean {
    const identity = this.#identityOf(request);
    return this.#questions.has(identity) || this.#parts.has(identity);
  }

  async add(request: FakeRequest, genuine: FakeReply): Promise<ExportExchange> {
    const identity = this.#identityOf(request);
    if (this.#parts.has(identity)) return { step: "part" };
    const handle = this.#questions.get(identity);
    if (handle !== undefined) return this.#status(handle, genuine);
    const job = await this.#asked(genuine, (http) => this.#stream.createJob(http, {}, {}));
    if (job.result !== undefined) {
      const { sent } = await this.#asked(genuine, (http) => this.#stream.jobStatus(http, job.result ?? null));
      if (sent !== undefined) this.#questions.set(identityOf(sent), job.result);
    }
    return { step: "job" };
  }

  async #status(handle: JsonValue, genuine: FakeReply): Promise<ExportExchange> {
    const status = (await this.#statusOf(handle, genuine)) ?? { state: "running" };
    for (const part of status.parts ?? []) {
      this.#parts.add(identityOf({ method: "GET", url: new URL(part, this.#origin).href, query: {}, headers: {} }));
    }
    return {
      step: "status",
      failed: status.state === "failed" ? genuine : await this.#saying("failed", FAILED, { handle, genuine }),
      running: status.state === "running" ? genuine : await this.#saying("running", RUNNING, { handle, genuine }),
    };
  }

  /** The reply with one other word, the first one with which the stream takes the job to be so. */
  async #saying(
    state: ExportStatus["state"],
    candidates: readonly string[],
    { handle, genuine }: { readonly handle: JsonValue; readonly genuine: FakeReply },
  ): Promise<FakeReply | undefined> {
    const body = jsonOf(genuine) ?? null;
    for (const path of scalarPaths(body).filter((at) => typeof valueIn(body, at) === "string")) {
      for (const word of candidates) {
        const reply = inPlaceOf(genuine, { json: withValueIn(body, path, word) });
        if ((await this.#statusOf(handle, reply))?.state === state) return reply;
      }
    }
    return undefined;
  }

  async #statusOf(handle: JsonValue, reply: FakeReply): Promise<ExportStatus | undefined> {
    return (await this.#asked(reply, (http) => this.#stream.jobStatus(http, handle))).result;
  }

  /** What the stream makes of a reply, and the request that it sends for it. */
  async #asked<T>(
    reply: FakeReply,
    ask: (http: HttpClient) => Promise<T>,
  ): Promise<{ readonly result: T | undefined; readonly sent: HttpRequest | undefined }> {
    let sent: HttpRequest | undefined;
    const http: Pick<HttpClient, "request" | "send"> = {
      request: (path, query = {}, options = {}) => createRequest(this.#origin, path, { ...options, query }),
      send: async (request) => {
        sent = request;
        return { status: reply.status ?? 200, headers: headersOf(reply), body: bytesOf(reply) };
      },
    };
    const result = await ask(http as HttpClient).catch(() => undefined); // the stream refuses the reply
    return { result, sent };
  }

  #identityOf(request: FakeRequest): string {
    return identityOf(unchanged(request, this.#origin));
  }
}

function words(list: string): readonly string[] {
  return list.split(" ").flatMap((word) => [word.toUpperCase(), word, word[0]?.toUpperCase() + word.slice(1)]);
}
