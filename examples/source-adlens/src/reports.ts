import {
  applyChange,
  type ExportStatus,
  ExportStream,
  endpointOf,
  type HttpClient,
  isJsonObject,
  type JsonValue,
  json,
  path,
  type RequestChange,
  type Slice,
  SystemError,
  valueAt,
} from "@sluice/core";
import type { Config } from "./config.js";

/** All reports are ordered, asked for and downloaded alike; only their filters and their format differ. */
export abstract class ReportStream extends ExportStream<Config> {
  /** Small reports take less than a second, large ones half an hour. */
  override readonly polling = { firstMs: 100, maxMs: 60_000, deadlineMs: 1_800_000 };

  /** @param window the bounds of the cursor, which go into the same body. */
  async createJob(http: HttpClient, slice: Slice, window: RequestChange): Promise<string> {
    const order = http.request(path`v1/reports/${this.name}`, {}, { method: "POST", body: json(slice) });
    const id = valueAt(await this.ask(http, applyChange(order, window)), "id");
    if (typeof id === "string") return id;
    throw new SystemError(`${endpointOf(order)}: the reply has no id. Please report it with the log.`);
  }

  /** A status that is not known is an error: to take it for "running" would wait for half an hour. */
  async jobStatus(http: HttpClient, job: JsonValue): Promise<ExportStatus> {
    const question = http.request(path`v1/reports/${this.name}/${String(job)}`);
    const report = await this.ask(http, question);
    const { status, files, reason } = isJsonObject(report) ? report : {};
    if (status === "ready" && Array.isArray(files)) return { state: "done", parts: files.map(String) };
    if (status === "failed") return { state: "failed", detail: String(reason) };
    if (status === "running" || status === "expired") return { state: status };
    throw new SystemError(
      `${endpointOf(question)}: the status of the report is unknown. Please report it with the log.`,
    );
  }
}
