/** What a connector is written with. The command line is in `@sluice/core/cli`. */
export { ApiKeyHeaderAuth } from "./auth/api-key-header.js";
export { ApiKeyQueryAuth } from "./auth/api-key-query.js";
export { Authenticator, withHeader } from "./auth/authenticator.js";
export { BasicAuth } from "./auth/basic.js";
export { BearerAuth } from "./auth/bearer.js";
export { ClientCredentialsAuth } from "./auth/client-credentials.js";
export type { AuthContext, Refused } from "./auth/context.js";
export { HeadersAuth } from "./auth/headers.js";
export { JwtAuth, type JwtAuthOptions } from "./auth/jwt.js";
export { NoAuth } from "./auth/none.js";
export type { OAuthOptions, TokenFields } from "./auth/oauth.js";
export { OAuthRefreshAuth, type OAuthRefreshOptions, type RotatedSettings } from "./auth/oauth-refresh.js";
export { SessionTokenAuth, type SessionTokenOptions } from "./auth/session-token.js";
export { type SendAs, type Token, TokenAuth, type TokenAuthOptions } from "./auth/token-auth.js";
export { ClientSideCursor, type ClientSideCursorOptions } from "./cursors/client-side.js";
export {
  Cursor,
  type CursorRun,
  type CursorStart,
  type ListChange,
  type ResumeToken,
  type Slice,
} from "./cursors/cursor.js";
export { DateWindowCursor, type DateWindowCursorOptions, type WindowBounds } from "./cursors/date-window.js";
export { DescendingCursor, type DescendingCursorOptions } from "./cursors/descending.js";
export { type Duration, days, hours, later, minutes, months, seconds } from "./cursors/duration.js";
export { type Earliest, FieldCursor, type FieldCursorOptions, wholeRun } from "./cursors/field-cursor.js";
export { LastRunCursor, type LastRunCursorOptions } from "./cursors/last-run.js";
export { ParentCursor } from "./cursors/parent.js";
export { SinceCursor, type SinceCursorOptions } from "./cursors/since.js";
export type { TimeFilterOptions } from "./cursors/time-filter.js";
export { day, epochMillis, epochSeconds, isoMillis, isoSeconds, type TimeFormat } from "./cursors/time-format.js";
export { pattern } from "./cursors/time-pattern.js";
export { type TimeValue, Watermark, type WatermarkOptions } from "./cursors/watermark.js";
export { type CsvOptions, csv } from "./decoders/csv.js";
export type { Decoder, DecoderBounds, DecoderInput } from "./decoders/decoder.js";
export { gzip } from "./decoders/gzip.js";
export { jsonLines } from "./decoders/json-lines.js";
export { xml } from "./decoders/xml.js";
export type { XmlOptions } from "./decoders/xml-records.js";
export { type ZipOptions, zip } from "./decoders/zip.js";
export { ConfigError, ConnectorError, SystemError, TransientError } from "./errors/connector-error.js";
export type { ExportPolling, ExportStatus } from "./exports/export-jobs.js";
export { ExportStream } from "./exports/export-stream.js";
export type { BodyChange, BodyPath } from "./http/body-change.js";
export type { HttpClient } from "./http/client.js";
export type { Clock } from "./http/clock.js";
export { type ErrorRule, type RuleActions, type WaitOfReply, when } from "./http/error-rule.js";
export type { Exchange, ExchangeReply, ExchangeRequest } from "./http/exchange.js";
export { bodyOf, valueAt } from "./http/json.js";
export { Parameter, type ParameterOptions, type ParameterPlace } from "./http/parameter.js";
export { path } from "./http/path.js";
export type { Limits } from "./http/rate-limiter.js";
export type { JsonScalar, ReplyConditions } from "./http/reply-conditions.js";
export {
  applyChange,
  endpointOf,
  type HttpRequest,
  type Method,
  type Query,
  type QueryValue,
  type RequestChange,
  type RequestOptions,
} from "./http/request.js";
export {
  type FormFields,
  type FormRequestBody,
  type FormValue,
  form,
  type JsonRequestBody,
  json,
  type RequestBody,
  type TextRequestBody,
  text,
} from "./http/request-body.js";
export type { HttpResponse, Page } from "./http/response.js";
export { AfterLastPaginator, type AfterLastPaginatorOptions } from "./pagination/after-last.js";
export { CursorTokenPaginator, type CursorTokenPaginatorOptions } from "./pagination/cursor-token.js";
export type { HasMoreOption } from "./pagination/flag.js";
export { HeaderTokenPaginator, type HeaderTokenPaginatorOptions } from "./pagination/header-token.js";
export type { KeepsQueryOption } from "./pagination/link.js";
export { LinkHeaderPaginator, type LinkHeaderPaginatorOptions } from "./pagination/link-header.js";
export { NextUrlPaginator, type NextUrlPaginatorOptions } from "./pagination/next-url.js";
export { OffsetPaginator, type OffsetPaginatorOptions } from "./pagination/offset.js";
export { PageNumberPaginator, type PageNumberPaginatorOptions } from "./pagination/page-number.js";
export {
  type ListCap,
  type ListRestart,
  type PageSize,
  Paginator,
  type PaginatorOptions,
} from "./pagination/paginator.js";
export { RelayPaginator, type RelayPaginatorOptions } from "./pagination/relay.js";
export type { StopsShortOption } from "./pagination/short-page.js";
export { SinglePagePaginator } from "./pagination/single-page.js";
export { isJsonObject, type JsonObject, type JsonValue } from "./protocol/json.js";
export type { RecordSchema } from "./schema/fields.js";
export * as s from "./schema/fields.js";
export { withNumbers } from "./schema/text-numbers.js";
export { type CommonConfig, secret, setting } from "./source/config.js";
export type { Discovery } from "./source/discovery.js";
export { packageVersion } from "./source/facts.js";
export type { Declared, Integers, WithBigIntegers } from "./source/program-values.js";
export type { LogEntry, RecordsOptions } from "./source/records.js";
export type { ConfigOf, RunContext } from "./source/run-context.js";
export { Source } from "./source/source.js";
export type { StreamContext } from "./streams/context.js";
export { GraphQlStream } from "./streams/graphql-stream.js";
export { HttpStream, type RecordOf, type StreamClass } from "./streams/http-stream.js";
export type { RawRecords } from "./streams/raw-records.js";
export { listAt } from "./streams/record-list.js";
export { wholeBody } from "./streams/record-path.js";
export type { Batch, ReadFrom, RecordPath, Stream } from "./streams/stream.js";
