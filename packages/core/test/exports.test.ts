/** The names that the package exports. A change of this list is a change of its interface, and belongs in a changeset. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import ts from "typescript";

interface Names {
  readonly values: readonly string[];
  readonly types: readonly string[];
}

const EXPORTS: Readonly<Record<string, Names>> = {
  ".": {
    values: [
      "AfterLastPaginator",
      "ApiKeyHeaderAuth",
      "ApiKeyQueryAuth",
      "Authenticator",
      "BasicAuth",
      "BearerAuth",
      "ClientCredentialsAuth",
      "ClientSideCursor",
      "ConfigError",
      "ConnectorError",
      "Cursor",
      "CursorTokenPaginator",
      "DateWindowCursor",
      "DescendingCursor",
      "ExportStream",
      "FieldCursor",
      "GraphQlStream",
      "HeaderTokenPaginator",
      "HeadersAuth",
      "HttpStream",
      "JwtAuth",
      "LastRunCursor",
      "LinkHeaderPaginator",
      "NextUrlPaginator",
      "NoAuth",
      "OAuthRefreshAuth",
      "OffsetPaginator",
      "PageNumberPaginator",
      "Paginator",
      "Parameter",
      "ParentCursor",
      "RelayPaginator",
      "SessionTokenAuth",
      "SinceCursor",
      "SinglePagePaginator",
      "Source",
      "SystemError",
      "TokenAuth",
      "TransientError",
      "Watermark",
      "applyChange",
      "bodyOf",
      "csv",
      "day",
      "days",
      "endpointOf",
      "epochMillis",
      "epochSeconds",
      "form",
      "gzip",
      "hours",
      "isJsonObject",
      "isoMillis",
      "isoSeconds",
      "json",
      "jsonLines",
      "later",
      "listAt",
      "minutes",
      "months",
      "packageVersion",
      "path",
      "pattern",
      "s",
      "seconds",
      "secret",
      "setting",
      "text",
      "valueAt",
      "when",
      "wholeBody",
      "wholeRun",
      "withHeader",
      "withNumbers",
      "xml",
      "zip",
    ],
    types: [
      "AfterLastPaginatorOptions",
      "AuthContext",
      "Batch",
      "BodyChange",
      "BodyPath",
      "ClientSideCursorOptions",
      "Clock",
      "CommonConfig",
      "ConfigOf",
      "CsvOptions",
      "CursorRun",
      "CursorStart",
      "CursorTokenPaginatorOptions",
      "DateWindowCursorOptions",
      "Declared",
      "Decoder",
      "DecoderBounds",
      "DecoderInput",
      "DescendingCursorOptions",
      "Discovery",
      "Duration",
      "Earliest",
      "ErrorRule",
      "Exchange",
      "ExchangeReply",
      "ExchangeRequest",
      "ExportPolling",
      "ExportStatus",
      "FieldCursorOptions",
      "FormFields",
      "FormRequestBody",
      "FormValue",
      "HasMoreOption",
      "HeaderTokenPaginatorOptions",
      "HttpClient",
      "HttpRequest",
      "HttpResponse",
      "Integers",
      "JsonObject",
      "JsonRequestBody",
      "JsonScalar",
      "JsonValue",
      "JwtAuthOptions",
      "KeepsQueryOption",
      "LastRunCursorOptions",
      "Limits",
      "LinkHeaderPaginatorOptions",
      "ListCap",
      "ListChange",
      "ListRestart",
      "LogEntry",
      "Method",
      "NextUrlPaginatorOptions",
      "OAuthOptions",
      "OAuthRefreshOptions",
      "OffsetPaginatorOptions",
      "Page",
      "PageNumberPaginatorOptions",
      "PageSize",
      "PaginatorOptions",
      "ParameterOptions",
      "ParameterPlace",
      "Query",
      "QueryValue",
      "RawRecords",
      "ReadFrom",
      "RecordOf",
      "RecordPath",
      "RecordSchema",
      "RecordsOptions",
      "Refused",
      "RelayPaginatorOptions",
      "ReplyConditions",
      "RequestBody",
      "RequestChange",
      "RequestOptions",
      "ResumeToken",
      "RotatedSettings",
      "RuleActions",
      "RunContext",
      "SendAs",
      "SessionTokenOptions",
      "SinceCursorOptions",
      "Slice",
      "StopsShortOption",
      "Stream",
      "StreamClass",
      "StreamContext",
      "TextRequestBody",
      "TimeFilterOptions",
      "TimeFormat",
      "TimeValue",
      "Token",
      "TokenAuthOptions",
      "TokenFields",
      "WaitOfReply",
      "WatermarkOptions",
      "WindowBounds",
      "WithBigIntegers",
      "XmlOptions",
      "ZipOptions",
    ],
  },
  "./cli": { values: ["main"], types: [] },
  "./internal": {
    values: [
      "ChangedFileError",
      "CliCommand",
      "GivenConfig",
      "InvalidArgumentError",
      "Option",
      "UsageError",
      "applyChange",
      "catalogEntry",
      "connectionSpecification",
      "createProgram",
      "createRequest",
      "encodeBody",
      "environmentName",
      "names",
      "pathsIn",
      "redactor",
      "referencesOf",
      "run",
      "runProgram",
      "secretsIn",
      "settingAt",
      "settingNames",
      "several",
      "systemClock",
      "textsIn",
      "updateConfigFile",
      "urlOf",
      "wholeNumber",
      "withChanges",
      "writePrivateFile",
    ],
    types: ["AnySource", "Command", "Completer", "Outcome", "ProgramFacts", "Reference", "Statuses"],
  },
  "./json": {
    values: ["JsonScanner", "NOT_JSON", "extractList", "isJsonObject"],
    types: ["ExtractedList", "JsonObject", "JsonValue"],
  },
};

/** The members of the namespace `s`. */
const SCHEMA_WORDS: Names = {
  values: [
    "array",
    "boolean",
    "date",
    "fields",
    "integer",
    "json",
    "key",
    "number",
    "object",
    "openObject",
    "record",
    "refers",
    "string",
    "timestamp",
  ],
  types: ["RecordSchema"],
};

const folder = fileURLToPath(new URL("..", import.meta.url));
const manifest = JSON.parse(readFileSync(`${folder}package.json`, "utf8")) as {
  readonly exports: Readonly<Record<string, { readonly "@sluice/source": string }>>;
};
const entries = Object.entries(manifest.exports).map(([name, file]) => [name, file["@sluice/source"]] as const);
const FIELDS = "src/schema/fields.ts";

const program = ts.createProgram(
  [...entries.map(([, file]) => file), FIELDS].map((file) => `${folder}${file}`),
  {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    skipLibCheck: true,
  },
);
const checker = program.getTypeChecker();

function namesIn(file: string): Names {
  const source = program.getSourceFile(`${folder}${file}`);
  const module = source && checker.getSymbolAtLocation(source);
  if (module === undefined) throw new Error(`${file} is not a module`);
  const symbols = checker.getExportsOfModule(module);
  const names = (isWanted: (symbol: ts.Symbol) => boolean) =>
    symbols
      .filter(isWanted)
      .map(({ name }) => name)
      .sort();
  return { values: names(isValue), types: names((symbol) => !isValue(symbol)) };
}

/** A class is a value, unless it is exported as a type. */
function isValue(symbol: ts.Symbol): boolean {
  if (symbol.declarations?.some(ts.isTypeOnlyExportDeclaration) === true) return false;
  const isAlias = (symbol.flags & ts.SymbolFlags.Alias) !== 0;
  const { flags } = isAlias ? checker.getAliasedSymbol(symbol) : symbol;
  return (flags & ts.SymbolFlags.Value) !== 0;
}

test("has the entry points of the list", () => {
  expect(entries.map(([name]) => name)).toEqual(Object.keys(EXPORTS));
});

test.each(entries)("exports the listed names from %s", (name, file) => {
  expect(namesIn(file)).toEqual(EXPORTS[name]);
});

test("has the listed schema words in the namespace s", () => {
  expect(namesIn(FIELDS)).toEqual(SCHEMA_WORDS);
});
