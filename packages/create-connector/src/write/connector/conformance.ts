import type { Design, StreamDesign } from "../../design/design.js";
import type { PagingDesign } from "../../design/paging.js";
import type { Project } from "../../design/project.js";
import { rendered } from "../template.js";
import { keyOf, quoted } from "./code-text.js";
import { jwtOf, settingOf } from "./fake/access.js";
import { secretsOf } from "./fake/config.js";
import { encodersIn } from "./fake/encoders.js";
import { fakeConfigContext } from "./fake/index-file.js";
import { isCut, type StreamPlan } from "./fake/plan.js";
import { UNKNOWN } from "./fake/samples.js";
import type { Names } from "./names.js";
import { pathPattern } from "./values.js";

const LINKS = ["a next link to another host", "a next link of another scheme", "a next link to the same page"];
const REPEATED = ["records of the page before, again", "the page before, again"];
const TOTAL = "a total that does not come true";
const FLAG_THAT_STOPS = "a flag that says no more pages, too early"; // nothing but a total notices it
const FLAG_THAT_CONTINUES = "a flag that says more pages, forever";

/** A token that the connector signs itself is fetched nowhere. */
const NO_ENDPOINT = [
  "the token endpoint is busy",
  "the token endpoint is busy, forever",
  "the token is revoked, and what it was fetched with",
  "the token endpoint answers HTML",
];

/** What the test of a connector is made of. */
interface TestContext {
  readonly names: Names;
  readonly plans: ReadonlyMap<string, StreamPlan>;
  readonly project: Project;
}

/** The test that every connector has. */
export function testFiles(design: Design, { names, plans, project }: TestContext): Readonly<Record<string, string>> {
  const listed = [...plans.values()].filter(({ stream }) => stream.isHidden !== true);
  const victim = victimOf(
    listed.map(({ stream }) => stream),
    plans,
  );
  const paged = listed.filter(({ pages, stream }) => isPaged(stream) && pages !== undefined && pages > 1);
  const onePage = listed.filter(({ stream }) => isPaged(stream)).filter((plan) => !paged.includes(plan));
  const main = mainOf(paged) ?? victim;
  const wrong = wrongCredentials(design);
  const values = {
    names,
    testRunner: project.testRunner,
    needsKey: wrong.includes("newKey("),
    wrong,
    paged: paged.map(({ stream, pages }) => `${keyOf(stream.name)}: ${pages}`).join(", "),
    onePage: onePage.map((plan) => `${keyOf(plan.stream.name)}: ${quoted(reasonOf(plan))}`).join(", "),
    undeclared: JSON.stringify(listed.flatMap(({ stream }) => unknownFields(stream))),
    victim: { stream: quoted(victim?.name ?? ""), request: requestOf(victim, design) },
    notApplicable: JSON.stringify([
      ...(main === undefined ? [] : notApplicable(main)),
      ...(jwtOf(design.auth) ? NO_ENDPOINT : []),
      ...listed.flatMap(({ stream }) => notOfFiles(stream, stream === main ? "" : `${stream.name}: `)),
    ]),
  };
  return { "test/conformance.test.ts": rendered("connector/test/conformance.test.ts", values) };
}

/** The fields that records of the fake have though nothing is known of them, as the suite writes them. */
function unknownFields({ name, fields }: StreamDesign): readonly string[] {
  return fields.length === 0 ? UNKNOWN.map((field) => `${name}.${field.name}`) : [];
}

function isPaged({ paging }: StreamDesign): boolean {
  return paging.kind !== "none";
}

/** Why the fake does not show how many pages a stream has. */
function reasonOf({ stream }: StreamPlan): string {
  if (stream.paging.kind === "code") return "Its paginator is written by hand: let the fake serve several pages.";
  if (stream.paging.kind === "only-page") return "Its document has no way to a second page.";
  if (isCut(stream)) return "Its windows end today, so their number changes from day to day.";
  return "How many lists it has depends on the settings and on the records of its parent.";
}

/** The stream that the suite breaks: the last one without children, which is signed as the source is. */
function victimOf(all: readonly StreamDesign[], plans: ReadonlyMap<string, StreamPlan>): StreamDesign | undefined {
  const own = all.filter(({ signedBy }) => signedBy === undefined);
  const streams = own.length > 0 ? own : all;
  const leaves = streams.filter(({ name }) => plans.get(name)?.isParent !== true);
  return leaves.findLast(({ slicing }) => slicing === undefined) ?? leaves.at(-1) ?? streams.at(-1);
}

/** The stream of most pages that is not a parent, as the suite chooses it. */
function mainOf(paged: readonly StreamPlan[]): StreamDesign | undefined {
  const leaves = paged.filter(({ isParent }) => !isParent);
  return leaves.toSorted((one, other) => (other.pages ?? 0) - (one.pages ?? 0))[0]?.stream;
}

/** The request that only the victim makes: a pattern of its path, or of its body where others have the path too. */
function requestOf(victim: StreamDesign | undefined, { streams }: Design): string {
  if (victim === undefined) return "/^$/";
  const path = JSON.stringify(victim.path);
  const isShared = streams.some((one) => one !== victim && JSON.stringify(one.path) === path);
  if (isShared && victim.document !== undefined) {
    const start = JSON.stringify(victim.document).slice(1, -1);
    return `({ body }) => body.includes(${quoted(start)})`;
  }
  if (isShared && literalQuery(victim) !== undefined) return `({ query }) => ${literalQuery(victim)}`;
  return `/^\\/${pathPattern(victim)}$/`;
}

function literalQuery({ query = {} }: StreamDesign): string | undefined {
  const found = Object.entries(query).find(([, value]) => typeof value === "string");
  return found && `query.get(${quoted(found[0])}) === ${quoted(String(found[1]))}`;
}

/** The fake's config with all of its secrets wrong; "" for an API that takes none. */
function wrongCredentials(design: Design): string {
  if (design.auth.kind === "none") return "";
  const context = fakeConfigContext(design);
  const jwt = jwtOf(design.auth);
  const key = jwt && !jwt.algorithm.startsWith("HS") ? settingOf(jwt.key) : undefined;
  const saved = [...context.values].filter(([, code]) => code !== "newKey()").map(([path]) => path);
  const paths = [
    ...new Set([...secretsOf(design.settings, context), ...saved.filter((path) => !path.includes("expire"))]),
  ];
  if (paths.length === 0) paths.push(...textsOf(design.settings, context.authCode));
  const wrong = (path: string) => (path === key ? "newKey()" : quoted("wrong-Ab3xYz"));
  const members = membersOf(
    paths.map((path) => [path.split("."), wrong(path)]),
    "config",
  );
  return `{ ${members} }`;
}

/** The settings that are texts and that the authenticator reads. */
function textsOf(settings: Design["settings"], authCode: string): readonly string[] {
  return settings.filter(({ name, type }) => type.is === "string" && authCode.includes(name)).map(({ name }) => name);
}

function membersOf(values: readonly (readonly [readonly string[], string])[], whole: string): string {
  const groups = new Map<string, (readonly [readonly string[], string])[]>();
  for (const [[name = "", ...rest], code] of values) groups.set(name, [...(groups.get(name) ?? []), [rest, code]]);
  const members = [...groups].map(([name, inner]) => {
    const [[rest, code] = [[], ""]] = inner;
    if (rest.length === 0) return `${keyOf(name)}: ${code}`;
    return `${keyOf(name)}: { ${membersOf(inner, `(${whole}[${quoted(name)}] as object)`)} }`;
  });
  return [`...${whole}`, ...members].join(", ");
}

/** The faults of the conformance suite that cannot occur, by how the stream is paged. */
function notApplicable(stream: StreamDesign): readonly string[] {
  const { paging } = stream;
  if (paging.kind === "none" || paging.kind === "code") return [];
  const hasFlag = "hasMore" in paging && paging.hasMore !== undefined;
  const hasTotal = "total" in paging && paging.total !== undefined;
  if (paging.kind === "only-page")
    return [...LINKS, ...REPEATED, TOTAL, FLAG_THAT_STOPS, ...(hasFlag ? [] : [FLAG_THAT_CONTINUES])];
  const endsByTotal = hasTotal && paging.kind === "offset"; // whatever the flag says
  return [
    ...(isLinked(paging, stream) ? [] : LINKS),
    ...(hasTotal ? [] : [TOTAL]),
    ...(hasTotal && hasFlag ? [] : [FLAG_THAT_STOPS]),
    ...((hasFlag && !endsByTotal) || SAYS_THE_END.has(paging.kind) ? [] : [FLAG_THAT_CONTINUES]),
  ];
}

/** What cannot occur in files of a form, in the words of the suite: those of streams besides the main one have a prefix. */
function notOfFiles({ decode }: StreamDesign, prefix: string): readonly string[] {
  const encoders = (decode && encodersIn(decode)) ?? [];
  const faults = encoders.includes("gzip")
    ? ["a byte order mark", "gzip that is broken"]
    : encoders.includes("jsonLines")
      ? ["200 with an empty body"]
      : [];
  return faults.map((fault) => `${prefix}${fault}`);
}

/** The body of the last page has something in place of a token or a link. */
const SAYS_THE_END: ReadonlySet<string> = new Set(["cursor", "next-url", "relay"]);

/** Whether a page has a value that leads to the next one. */
function isLinked(paging: PagingDesign, { fields, recordsAt }: StreamDesign): boolean {
  if (paging.kind === "page" || paging.kind === "offset") return false;
  if (paging.kind !== "after-last") return true;
  if (recordsAt === "") return false; // the suite falsifies values around the list
  const type = fields.find(({ name }) => name === paging.field)?.type.is;
  return type !== "integer" && type !== "number" && type !== undefined;
}
