import { gzipSync } from "node:zlib";
import {
  applyChange,
  BearerAuth,
  csv,
  DateWindowCursor,
  day,
  days,
  type ExportStatus,
  ExportStream,
  gzip,
  type HttpClient,
  HttpStream,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  jsonLines,
  LinkHeaderPaginator,
  path,
  type RequestChange,
  type Slice,
  Source,
  SystemError,
  s,
  secret,
  valueAt,
  xml,
} from "@sluice/core";
import * as z from "zod";
import { FakeApi, type FakeReply, type FakeRequest, type FakeVendor } from "../src/index.js";

const config = z.looseObject({ token: secret({ title: "Token", description: "From the settings page." }) });
type Config = z.infer<typeof config>;

/** Reports of windows, in files of gzip. */
export class Spend extends ExportStream<Config> {
  readonly name = "spend";
  readonly description = "A stream of the tests.";
  readonly schema = s.record({ id: s.key(s.string), date: s.date });
  readonly primaryKey = ["id"];
  override readonly decode = gzip(csv());
  override readonly cursor = new DateWindowCursor({ field: "date", from: "from", to: "to", as: day, width: days(20) });

  async createJob(http: HttpClient, _slice: Slice, window: RequestChange): Promise<JsonValue> {
    const id = valueAt(
      await this.ask(http, applyChange(http.request("reports", {}, { method: "POST" }), window)),
      "id",
    );
    if (typeof id !== "string") throw new SystemError("The API created a report without an id. Please report it.");
    return id;
  }

  async jobStatus(http: HttpClient, job: JsonValue): Promise<ExportStatus> {
    const report = await this.ask(http, http.request(path`reports/${String(job)}`));
    const { status, urls } = isJsonObject(report) ? report : {};
    if (status === "READY" && Array.isArray(urls)) return { state: "done", parts: urls.map(String) };
    return { state: status === "FAILED" ? "failed" : "running" };
  }
}

abstract class File extends HttpStream<Config> {
  readonly description = "A stream of the tests.";
  readonly schema = s.record({ id: s.key(s.string), date: s.date });
  readonly primaryKey = ["id"];

  path(): string {
    return `files/${this.name}`;
  }
}

/** Pages of CSV, linked by a header. */
export class Rows extends File {
  readonly name = "rows";
  override readonly decode = csv();
  override readonly paginator = new LinkHeaderPaginator();
}

/** A file of JSON lines. */
export class Lines extends File {
  readonly name = "lines";
  override readonly decode = jsonLines;
}

/** An XML document. */
export class Elements extends File {
  readonly name = "elements";
  override readonly decode = xml({ record: "row", root: "rows" });
}

/** A connector whose bodies are not JSON. */
export class ReportSource extends Source<typeof config> {
  readonly name = "report";
  readonly title = "Report";
  readonly version = "1.0.0";
  readonly documentationUrl = "https://example.com/docs";
  readonly config = config;
  readonly streams = [Spend, Rows, Lines, Elements];
  readonly limits = { concurrency: 2, requestsPerMinute: 1000 };
  baseUrl(): string {
    return "https://api.example.com";
  }
  authenticator({ token }: Config): BearerAuth {
    return new BearerAuth({ token });
  }
  async probe(): Promise<void> {}
}

const DAY_MS = 86_400_000;

/** Seven records of five weeks. */
const ROWS = [1, 2, 3, 4, 5, 6, 7].map((id) => ({
  id: `r${id}`,
  date: new Date(Date.now() - (8 - id) * 5 * DAY_MS).toISOString().slice(0, 10),
}));

function csvOf(rows: readonly JsonObject[]): string {
  return ["id,date", ...rows.map(({ id, date }) => `${id},${date}`), ""].join("\n");
}

/** A fake of the API that the report source reads. Each job is running once, then done, in parts of two rows. */
export async function startReport(): Promise<FakeVendor> {
  const api = await FakeApi.start();
  const jobs: { readonly rows: readonly JsonObject[]; asked: number }[] = [];
  const partsOf = (rows: readonly JsonObject[]) => [0, 2, 4, 6].filter((from) => from < rows.length);
  api.post("/reports", ({ query }) => {
    const [from = "", to = "9"] = [query.get("from") ?? "", query.get("to") ?? "9"];
    const rows = ROWS.filter(({ date }) => date >= from && date <= to);
    return { json: { id: `j${jobs.push({ rows, asked: 0 }) - 1}`, status: "QUEUED" } };
  });
  const jobOf = ({ params }: FakeRequest) => jobs[Number(params["id"]?.slice(1))] ?? { rows: [], asked: 0 };
  api.get("/reports/:id", (request) => {
    const job = jobOf(request);
    job.asked++;
    if (job.asked === 1) return { json: { status: "QUEUED" } };
    const urls = partsOf(job.rows).map((from) => `/parts/${request.params["id"]}?from=${from}&sig=${job.asked}`);
    return { json: { status: "READY", urls } };
  });
  api.get("/parts/:id", (request) => {
    const from = Number(request.query.get("from"));
    return { bytes: gzipSync(csvOf(jobOf(request).rows.slice(from, from + 2))) };
  });
  api.get("/files/rows", ({ query }) => pageOf(Number(query.get("from") ?? 0)));
  api.get("/files/lines", () => ({ text: ROWS.map((row) => JSON.stringify(row)).join("\n") }));
  api.get("/files/elements", () => ({
    text: `<rows>${ROWS.map(({ id, date }) => `<row><id>${id}</id><date>${date}</date></row>`).join("")}</rows>`,
  }));
  const expected = new Map(["spend", "rows", "lines", "elements"].map((name) => [name, ROWS]));
  return { api, config: { token: "the-Token-1", base_url: api.url }, expected };
}

function pageOf(from: number): FakeReply {
  const headers: Record<string, string> =
    from + 3 < ROWS.length ? { link: `</files/rows?from=${from + 3}>; rel="next"` } : {};
  return { text: csvOf(ROWS.slice(from, from + 3)), headers };
}
