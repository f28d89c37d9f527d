/** What `@sluice/core` exports as values: any other name of it is imported as a type. A test compares the list with core. */
export const CORE_VALUES: ReadonlySet<string> = words(`
  AfterLastPaginator ApiKeyHeaderAuth ApiKeyQueryAuth Authenticator BasicAuth BearerAuth ClientCredentialsAuth ClientSideCursor
  ConfigError ConnectorError Cursor CursorTokenPaginator DateWindowCursor DescendingCursor ExportStream FieldCursor
  GraphQlStream HeaderTokenPaginator HeadersAuth HttpStream JwtAuth LastRunCursor LinkHeaderPaginator NextUrlPaginator NoAuth
  OAuthRefreshAuth OffsetPaginator PageNumberPaginator Paginator Parameter ParentCursor RelayPaginator SessionTokenAuth
  SinceCursor SinglePagePaginator Source SystemError TokenAuth TransientError Watermark applyChange bodyOf csv day days
  endpointOf epochMillis epochSeconds form gzip hours isJsonObject isoMillis isoSeconds json jsonLines later listAt minutes
  months packageVersion path pattern s seconds secret setting text valueAt when wholeBody wholeRun withHeader withNumbers xml
  zip`);

/** Words of the language, types of core that generated files import, and what all of them have. */
export const TAKEN_WORDS: ReadonlySet<string> = words(`
  break case catch class const continue debugger default delete do else enum export extends false finally for function if
  import in instanceof let new null package private protected public return static super switch this throw true try typeof
  var void while with yield await arguments eval undefined implements interface async of z config streams
  Config FakeApi FakeVendor HttpClient JsonObject JsonValue Method Slice`);

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
