import type { JsonBody } from "../http/json.js";
import type { HttpRequest, Query } from "../http/request.js";
import type { HttpResponse } from "../http/response.js";
import type { Paginator } from "../pagination/paginator.js";
import type { JsonObject } from "../protocol/json.js";
import type { Lookahead } from "./lookahead.js";
import type { Opened } from "./record-path.js";
import type { Slice } from "./slice.js";
import type { Note } from "./stream.js";

/** A stream as its reading sees it: facts, and how to make, send and understand a request. */
export interface Endpoint {
  readonly primaryKey: readonly string[];
  readonly paginator: Paginator;
  /** The slice values that tell one parent from another. */
  readonly parentFields: readonly string[];
  readonly skipSliceOn: readonly number[];
  readonly optional: boolean;
  readonly distinct: boolean;
  readonly slicesInOrder: boolean;
  readonly lookahead: Lookahead;
  /** Above so many a walk is taken for endless. */
  readonly mostPages: number;
  slices(): AsyncIterable<Slice> | Promise<readonly Slice[]>;
  request(slice: Slice, query: Query): HttpRequest;
  send(request: HttpRequest): Promise<HttpResponse>;
  open(body: JsonBody, slice: Slice): Opened;
  /** The fields that each record of a slice gets. */
  injected(slice: Slice): JsonObject;
  /** What happened elsewhere for this stream's sake. */
  takeNotes(): readonly Note[];
}
