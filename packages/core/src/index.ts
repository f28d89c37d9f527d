/** What a connector is written with. The command line is apart, in `@sluice/core/cli`. */
export { ApiKeyHeaderAuth } from "./auth/api-key-header.js";
export { ApiKeyQueryAuth } from "./auth/api-key-query.js";
export { Authenticator, withHeader } from "./auth/authenticator.js";
export { BasicAuth } from "./auth/basic.js";
export { BearerAuth } from "./auth/bearer.js";
export { ClientSide } from "./cursors/client-side.js";
export { Cursor, type Pass, type PassStart } from "./cursors/cursor.js";
export { DateWindow, type DateWindowOptions } from "./cursors/date-window.js";
export { NewestFirst, type NewestFirstOptions } from "./cursors/newest-first.js";
export { RunStart, type RunStartOptions } from "./cursors/run-start.js";
export { SliceOrder } from "./cursors/slice-order.js";
export { ConfigError, ConnectorError, SystemError, TransientError } from "./errors/connector-error.js";
export type { HttpClient } from "./http/client.js";
export { type Clock, systemClock } from "./http/clock.js";
export { bodyOf, valueAt } from "./http/json.js";
export { path } from "./http/path.js";
export { endpointOf, type HttpRequest, type Query, type QueryValue, type RequestChange } from "./http/request.js";
export type { HttpResponse, Page } from "./http/response.js";
export type { Limits } from "./http/throttle.js";
export { CursorToken } from "./pagination/cursor-token.js";
export { NextUrl } from "./pagination/next-url.js";
export { Offset } from "./pagination/offset.js";
export { PageNumber } from "./pagination/page-number.js";
export { Paginator } from "./pagination/paginator.js";
export { SinglePage } from "./pagination/single-page.js";
export { isJsonObject, type JsonObject, type JsonValue } from "./protocol/json.js";
export type { Command } from "./runner/command.js";
export { type Outcome, run } from "./runner/run.js";
export {
  date,
  flag,
  integer,
  json,
  key,
  list,
  number,
  object,
  openObject,
  type RecordOf,
  type RecordSchema,
  record,
  refers,
  text,
  timestamp,
} from "./schema/fields.js";
export { jsonSchemaOf, type Reference, referencesOf } from "./schema/json-schema.js";
export { baseUrlSetting, commonSettings, parseConfig, secret, setting } from "./source/config.js";
export { catalogEntry, connectionSpecification, packageVersion } from "./source/facts.js";
export type { RecordsOptions } from "./source/records.js";
export { type AnySource, Source } from "./source/source.js";
export { HttpStream, type RecordsOf, type StreamClass, type StreamContext } from "./streams/http-stream.js";
export { listAt, type RecordPath, wholeBody } from "./streams/record-path.js";
export type { Rows } from "./streams/rows.js";
export type { Slice } from "./streams/slice.js";
export type { Batch, Note, ReadFrom, Stream } from "./streams/stream.js";
export type { Declared, Integers, WithBigIntegers } from "./streams/values.js";
