import type { Cursor, Slice } from "../cursors/cursor.js";
import { ExportCursor } from "../cursors/export-cursor.js";
import type { Decoder } from "../decoders/decoder.js";
import type { HttpClient } from "../http/client.js";
import { bodyOf } from "../http/json.js";
import type { HttpRequest, RequestChange } from "../http/request.js";
import type { SyncMode } from "../protocol/catalog.js";
import type { JsonValue } from "../protocol/json.js";
import { HttpStream } from "../streams/http-stream.js";
import { replyRulesOf } from "../streams/reply-rules.js";
import type { SliceReading, SliceReadingParts } from "../streams/slice-reader.js";
import type { SliceState } from "../streams/stream-state.js";
import type { ExportDefinition, ExportPolling, ExportStatus } from "./export-jobs.js";
import { ExportReader } from "./export-reader.js";

/**
 * Records that the API prepares as files: create a job, ask until it is done, download its parts, decode them. There is one job for
 * each slice, and for each window of the cursor.
 *
 * The job under way is in the state, so that a later attempt asks for the same one, and downloads only the parts that are not
 * written yet. A part is saved as a whole before its first record is written, and read from the disk, so that it may be larger than
 * memory.
 */
export abstract class ExportStream<Config> extends HttpStream<Config> implements ExportDefinition {
  abstract override readonly decode: Decoder;
  readonly polling: ExportPolling = { firstMs: 2000, maxMs: 60_000, deadlineMs: 3_600_000 };
  /** Scheme, host and port of storages whose links have a signature of their own, e.g. `https://acme.s3.amazonaws.com`. */
  readonly downloadOrigins: readonly string[] = [];

  /**
   * Creates a job, e.g. by `this.ask(http, applyChange(http.request("exports", {}, { method: "POST", body }), window))`.
   *
   * @param window what the cursor adds to the request, such as the bounds of a window; empty without a cursor.
   * @returns what `jobStatus` needs, as JSON: it is saved in the state, so it must have no secret.
   */
  abstract createJob(http: HttpClient, slice: Slice, window: RequestChange): Promise<JsonValue>;

  /** Asks how a job is. A 404 or a 410 counts as `expired`. @throws ConnectorError if the job can never be done. */
  abstract jobStatus(http: HttpClient, job: JsonValue): Promise<ExportStatus>;

  /** The reply to a request, as JSON. The stream's error rules apply, and its `signedBy`. */
  protected async ask(http: HttpClient, request: HttpRequest): Promise<JsonValue> {
    const { name, signedBy } = this;
    const sent = signedBy === undefined ? request : { signedBy, ...request };
    return bodyOf(sent, await http.send(sent, name, replyRulesOf(this))).value;
  }

  /** Not used: `createJob` makes the request. */
  path(_slice: Slice): string {
    return "";
  }

  override get isResumable(): boolean {
    return true;
  }

  protected override cursorOf(mode: SyncMode, startedMs: number): Cursor {
    return new ExportCursor((atMs) => super.cursorOf(mode, atMs), startedMs);
  }

  protected override reader(slice: Slice, state: SliceState, parts: SliceReadingParts): SliceReading {
    return new ExportReader(slice, state, { ...parts, stream: this });
  }
}
