import { Api, type Documented } from "./api.js";
import { codeOf, firstWords, paragraph, table } from "./table.js";

/** Members that the runner uses, and a connector does not. */
const NOT_FOR_CONNECTORS = new Set([
  ...["canResume", "config", "isResumable", "read"].map((name) => `HttpStream.${name}`),
  ...["body", "method", "path", "read"].map((name) => `GraphQlStream.${name}`),
  ...["cursorOf", "isResumable", "path", "reader"].map((name) => `ExportStream.${name}`),
  ...[
    "check",
    "describe",
    "discover",
    "isDynamic",
    "open",
    "records",
    "settings",
    "streamNames",
    "streamsAtOnce",
    "transport",
  ].map((name) => `Source.${name}`),
]);

/** Where the code says enough, or the first sentence too little. */
const MEANINGS = new Map([
  ["HttpStream.name", "Its name, and that of its table"],
  ["HttpStream.schema", "The fields of a record, in the words of `s`"],
  ["HttpStream.recordsAt", 'Dotted path of the list; `""` for a bare array, `wholeBody` for one record'],
  ["HttpStream.isApiReply", "Whether a reply is the API's own, and not that of a gateway"],
  ["ExportStream.createJob", "Creates a job, and returns what `jobStatus` needs"],
  ["Source.name", "In lower case: the command is `source-NAME`, the environment's prefix `NAME_`"],
  ["Source.version", "That of its package: `packageVersion(import.meta.url)`"],
  ["Source.documentationUrl", "Where users read about it"],
]);

/** What each table of docs/reference/sdk.md is of. All classes with such a name are shown, so that none can be forgotten. */
export function sdkSections(): ReadonlyMap<string, string> {
  const api = new Api();
  const options = (all: readonly Documented[]) => all.map((one) => optionsOf(api, one));
  const members = (...names: string[]) => names.map((name) => membersOf(api, api.named(name)));
  return new Map([
    ["source", members("Source", "Limits").join("\n\n")],
    ["streams", members("HttpStream", "GraphQlStream", "ExportStream").join("\n\n")],
    [
      "paginators",
      [...options(api.classes(/.Paginator$/)), ...members("PageSize", "ListCap", "ListRestart")].join("\n\n"),
    ],
    ["cursors", options(api.classes(/.Cursor$/)).join("\n\n")],
    ["authenticators", [...options(api.classes(/.Auth$/)), ...members("TokenFields", "RotatedSettings")].join("\n\n")],
    ["decoders", options(api.functions("decoders")).join("\n\n")],
    ["rules", members("ReplyConditions", "RuleActions").join("\n\n")],
    ["words", names(api.schemaWords(), "s.")],
    ["helpers", names(api.functions(""), "")],
    ["reading", members("RecordsOptions").join("\n\n")],
  ]);
}

/** What a connector may set or override in a class, or give in an object. */
function membersOf(api: Api, one: Documented): string {
  const nameOf = ({ symbol }: Documented) => `${one.name}.${symbol.name}`;
  const members = api.members(one.symbol).filter((member) => !NOT_FOR_CONNECTORS.has(nameOf(member)));
  return part(
    one,
    members.map((member) => row({ ...member, text: MEANINGS.get(nameOf(member)) ?? member.text })),
  );
}

/** What the constructor, or the function, takes. */
function optionsOf(api: Api, one: Documented): string {
  return part(one, api.options(one.symbol).map(row));
}

function part({ name, text }: Documented, rows: readonly (readonly string[])[]): string {
  const intro = `### ${name}\n\n${paragraph(`${firstWords(text, Number.POSITIVE_INFINITY)}.`)}`;
  return rows.length === 0 ? intro : `${intro}\n\n${table(["option", "meaning", "type", "default"], rows)}`;
}

function row({ name, type, fallback, text }: Documented): readonly string[] {
  return [codeOf(name), firstWords(text), codeOf(type), fallback === "required" ? fallback : codeOf(fallback)];
}

function names(all: readonly Documented[], prefix: string): string {
  return table(
    ["name", "meaning"],
    all.map(({ name, parameters, text }) => [codeOf(`${prefix}${name}${parameters}`), firstWords(text)]),
  );
}
