import { type Design, FAKE_RECORDS, hasEnvelope, PAGE_SIZE } from "../design.js";
import { sourceClass } from "../names.js";
import { authParts } from "./auth.js";
import { sampleText } from "./fields.js";
import { type PagingParts, pagingParts } from "./paging.js";

/** The vendor in miniature: its account, its routes, and the way in. */
export function fakeFiles(design: Design): Readonly<Record<string, string>> {
  return { "fake/index.ts": index(design), "fake/account.ts": account(design), "fake/routes.ts": routes(design) };
}

function index(design: Design): string {
  const { auth, title, name } = design;
  const { values, sent, right } = authParts(auth, title);
  const Class = sourceClass(design);
  const [request = ""] = sent.split(/\W/);
  return `import { createHash } from "node:crypto";
import { FakeApi, type FakeVendor } from "@sluice/testkit";
import { account } from "./account.js";
import { addRoutes } from "./routes.js";

/** A config for source-${name}. A type and not an interface, so that it passes as a JSON object. */
export type FakeConfig = {
${[...Object.keys(values), "base_url"].map((field) => `  readonly ${field}: string;`).join("\n")}
};

export interface Fake${Class} extends FakeVendor {
  readonly config: FakeConfig;
}

/**
 * Starts a fake of the ${title} API, with ${FAKE_RECORDS} records in each list.
 *
 * @param port a fixed port; any free one by default.
 */
export async function start${Class}(port = 0): Promise<Fake${Class}> {
  const api = await FakeApi.start(port);
  const config = { ${Object.entries(values)
    .map(([field, value]) => `${field}: ${value}`)
    .join(", ")}, base_url: api.url };
  const right = ${right};
  api.gate(({ ${request} }) => (${sent} === right ? undefined : UNAUTHORIZED));
  addRoutes(api);
  return { api, config, expected: account };
}

const UNAUTHORIZED = { status: 401, json: { error: "These credentials are not known." } };

/** Something that looks like a secret and is none. Computed, so that no scanner of the repository takes it for a leak. */
function madeUp(name: string): string {
  return createHash("sha256").update(name).digest("hex");
}
`;
}

function account({ streams }: Design): string {
  const lists = streams.map(
    ({ name, fields, key }) =>
      `  [${JSON.stringify(name)}, times((${"index"}) => (${sampleText(fields, key, name)}))],`,
  );
  const before = `
/** So many hours before the fake's present. */
function before(hours: number): string {
  return new Date(Date.parse("2025-06-01T12:00:00Z") - hours * 3_600_000).toISOString();
}
`;
  const text = `import type { JsonObject } from "@sluice/core";

/** Stream → its records, in the order of the list: what the fake serves, and what a connector must emit. */
export const account: ReadonlyMap<string, readonly JsonObject[]> = new Map([
${lists.join("\n")}
]);

function times(make: (index: number) => JsonObject): readonly JsonObject[] {
  return Array.from({ length: ${FAKE_RECORDS} }, (_, index) => make(index));
}
`;
  return text.includes("before(") ? text + before : text;
}

function routes(design: Design): string {
  const paging = pagingParts(design.paging);
  const isBare = design.streams.every(({ recordsAt }) => recordsAt === "");
  const entry = ({ name, path, recordsAt }: Design["streams"][number]) =>
    `  { stream: "${name}", path: "/${path}"${isBare ? "" : `, recordsAt: "${recordsAt}"`} },`;
  return `import type { JsonObject } from "@sluice/core";
import type { FakeApi${paging ? ", FakeReply, FakeRequest" : ""} } from "@sluice/testkit";
import { account } from "./account.js";

const LISTS = [
${design.streams.map(entry).join("\n")}
];

/** A route for each list of the account. */
export function addRoutes(api: FakeApi): void {
  for (const { stream, path${isBare ? "" : ", recordsAt"} } of LISTS) {
    const rows = account.get(stream) ?? [];
    api.get(path, (${paging ? "request" : ""}) => ${replyText(paging, isBare)});
  }
}
${paging ? pageFunction(paging, design, isBare) : ""}${paging?.around.includes("linkTo") ? LINK : ""}${isBare ? "" : bodyFunction(paging)}`;
}

function replyText(paging: PagingParts | undefined, isBare: boolean): string {
  if (paging) return `pageOf(rows, request${isBare ? "" : ", recordsAt"})`;
  return isBare ? "({ json: rows })" : "({ json: bodyOf(rows, recordsAt) })";
}

function pageFunction({ size, start, around }: PagingParts, design: Design, isBare: boolean): string {
  const body = isBare ? "records" : `bodyOf(records, recordsAt, ${around})`;
  return `
/** The page that a request asks for, of at most ${PAGE_SIZE} records${hasEnvelope(design) ? "" : "; past the end it is empty"}. */
function pageOf(rows: readonly JsonObject[], request: FakeRequest${isBare ? "" : ", recordsAt: string"}): FakeReply {
  const { query } = request;
  const size = Math.min(Number(query.get("${size}") ?? ${PAGE_SIZE}), ${PAGE_SIZE});
  const start = ${start};
  if (!(size >= 1 && start >= 0)) return { status: 400, json: { error: "There is no such page." } };
  const end = start + size;
  const records = rows.slice(start, end);
  return { json: ${body} };
}
`;
}

const LINK = `
/** The same request from another record on: a link repeats all parameters. */
function linkTo({ headers, path, query }: FakeRequest, from: number): string {
  const next = new URLSearchParams(query);
  next.set("from", String(from));
  return \`http://\${headers["host"]}\${path}?\${next}\`;
}
`;

function bodyFunction(paging: PagingParts | undefined): string {
  const parameter = paging ? ", around: JsonObject" : "";
  return `
/** The records where the API has them, with the rest of the envelope; bare if they are the body itself. */
function bodyOf(records: readonly JsonObject[], at: string${parameter}): unknown {
  if (at === "") return records;
  const nested = at.split(".").reduceRight<unknown>((inner, name) => ({ [name]: inner }), records);
  return ${paging ? "Object.assign({}, around, nested)" : "nested"};
}
`;
}
