import { gzipSync } from "node:zlib";
import { FakeApi, type FakeReply } from "@sluice/testkit";
import { csv } from "../../src/decoders/csv.js";
import type { Decoder } from "../../src/decoders/decoder.js";
import { gzip } from "../../src/decoders/gzip.js";
import type { ExportStatus } from "../../src/exports/export-jobs.js";
import { ExportStream } from "../../src/exports/export-stream.js";
import type { HttpClient } from "../../src/http/client.js";
import { applyChange, type RequestChange } from "../../src/http/request.js";
import type { JsonObject, JsonValue } from "../../src/protocol/json.js";
import * as s from "../../src/schema/fields.js";
import type { StreamContext } from "../../src/streams/context.js";
import type { Slice } from "../../src/streams/stream.js";
import type { ObserverLog } from "./client.js";

/** A stream of reports: `POST /exports`, `GET /exports/:id`, and the files that it names. */
export class Report extends ExportStream<undefined> {
  readonly name = "report";
  readonly description = "A report of a test.";
  readonly schema = s.record({ id: s.key(s.string), updated: s.timestamp });
  readonly primaryKey = ["id"];
  override readonly decode: Decoder = gzip(csv());
  override readonly polling = { firstMs: 1000, maxMs: 8000, deadlineMs: 60_000 };
  override readonly downloadOrigins: readonly string[];
  readonly observerLog: ObserverLog;

  constructor(context: StreamContext<undefined>, downloadOrigins: readonly string[] = []) {
    super(context);
    this.downloadOrigins = downloadOrigins;
    this.observerLog = context.observer as ObserverLog;
  }

  async createJob(http: HttpClient, slice: Slice, window: RequestChange): Promise<JsonValue> {
    const request = applyChange(http.request("exports", slice, { method: "POST" }), window);
    const { id = null } = (await this.ask(http, request)) as JsonObject;
    return id;
  }

  async jobStatus(http: HttpClient, job: JsonValue): Promise<ExportStatus> {
    return (await this.ask(http, http.request(`exports/${String(job)}`))) as unknown as ExportStatus;
  }
}

/** A part with these ids. */
export function partOf(...ids: readonly string[]): FakeReply {
  return { bytes: gzipSync(`id\n${ids.join("\n")}\n`), headers: { "content-type": "application/gzip" } };
}

/** An API that prepares files. Jobs are 1, 2, …; each is running once, then done. */
export class ExportApi {
  readonly api: FakeApi;
  /** What each job was asked for. */
  readonly jobs: Readonly<Record<string, string>>[] = [];
  /** The files of each job. */
  parts: readonly string[] = ["/files/a", "/files/b"];
  /** The statuses of a job, by its number and how often it was asked for. */
  statusOf: (job: number, asked: number) => ExportStatus | FakeReply = (_job, asked) =>
    asked === 1 ? { state: "running" } : { state: "done", parts: this.parts };
  readonly files = new Map<string, FakeReply>([
    ["a", partOf("1", "2")],
    ["b", partOf("3")],
  ]);
  readonly #asked = new Map<number, number>();

  constructor(api: FakeApi) {
    this.api = api;
    api.post("/exports", ({ query }) => ({ json: { id: this.jobs.push(Object.fromEntries(query)) } }));
    api.get("/exports/:id", ({ params }) => {
      const job = Number(params["id"]);
      const asked = (this.#asked.get(job) ?? 0) + 1;
      this.#asked.set(job, asked);
      const status = this.statusOf(job, asked);
      return "state" in status ? { json: status } : status;
    });
    api.get("/files/:name", ({ params }) => this.files.get(params["name"] ?? "") ?? { status: 404, text: "gone" });
  }

  static async start(): Promise<ExportApi> {
    return new ExportApi(await FakeApi.start());
  }

  /** The requests so far, e.g. `GET /files/a`. */
  get requests(): readonly string[] {
    return this.api.requests.map(({ method, path }) => `${method} ${path}`);
  }
}
