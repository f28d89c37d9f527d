import type { Design, StreamDesign } from "../design/design.js";
import { type ImportReport, InputError, type StreamOutcome } from "../design/report.js";
import type { SettingDesign } from "../design/schema.js";
import type { ApiDocument } from "./document.js";
import type { ListDraft, Omission } from "./draft.js";
import { type Drafts, draftsOf } from "./drafts.js";
import { identityOf } from "./identity.js";
import { nodeAt, textAt } from "./node.js";
import { sourceOf } from "./operations.js";
import type { OpenApiOptions } from "./options.js";
import type { Resolution } from "./resolution.js";
import { Resolver } from "./resolve.js";
import { Schemas } from "./schemas.js";
import { type SecurityDesign, securityOf } from "./security.js";
import { selector } from "./select.js";
import { ownServerOf, type ServerDesign, serverOf } from "./servers.js";
import { streamOf } from "./streams.js";

interface Resolved {
  readonly draft: ListDraft;
  readonly resolution: Resolution;
}

/** Makes a design of a document that has been read. */
export function importDocument(
  document: ApiDocument,
  options: OpenApiOptions,
): { readonly design: Design; readonly report: ImportReport } {
  const { root } = document;
  const server = serverOf(document, options.baseUrl);
  const lists = draftsOf(root, new Schemas(root), options.paging);
  const { ordered, good, left } = selectedOf(lists, options);
  if (ordered.length === 0) throw new InputError(nothingLeft(left));
  const security = securityOf(
    root,
    ordered.map(({ draft }) => draft.operation),
    textOf(server),
  );
  const streams = ordered.map((resolved) =>
    streamFor(resolved, { document, server, security, isHidden: !good.includes(resolved) }),
  );
  const settings = unique([
    ...server.settings,
    ...security.settings,
    ...ordered.flatMap(({ resolution }) => resolution.settings),
  ]);
  const outcomes = streams.filter(({ stream }) => stream.isHidden !== true).map(({ outcome }) => outcome);
  const design: Design = {
    ...identityOf(root, options, textOf(server)),
    baseUrl: server.origin,
    documentationUrl:
      textAt(root, "externalDocs", "url") ?? textAt(root, "info", "contact", "url") ?? document.url ?? textOf(server),
    settings,
    auth: security.auth,
    ...originsOf(streams.map(({ stream }) => stream)),
    streams: streams.map(({ stream }) => stream),
  };
  return { design, report: { streams: [...outcomes, ...left], notes: security.notes } };
}

/** The lists that are written, with the parents that they need, and those that are left out. */
function selectedOf(lists: Drafts, options: OpenApiOptions) {
  const { drafts, omissions } = lists;
  const isSelected = selector(
    [...drafts.map(({ name, operation: { path } }) => ({ name, path })), ...omissions],
    options,
  );
  const resolver = new Resolver(lists);
  const results = drafts.map((draft) => ({ draft, resolution: resolver.resolve(draft) }));
  const selected = results.filter(({ draft: { name, operation } }) => isSelected({ name, path: operation.path }));
  const good = selected.flatMap(({ draft, resolution }) => ("reason" in resolution ? [] : { draft, resolution }));
  const failed = selected.flatMap(({ draft, resolution }) =>
    "reason" in resolution
      ? outcomeOf({ name: draft.name, source: sourceOf(draft.operation), reason: resolution.reason })
      : [],
  );
  const ordered = withParents(good, resolver);
  const left = [...failed, ...omissions.filter(isSelected).map(outcomeOf)];
  return { ordered, good, left };
}

interface DraftContext {
  readonly document: ApiDocument;
  readonly server: ServerDesign;
  readonly security: SecurityDesign;
  readonly isHidden: boolean;
}

function streamFor({ draft, resolution }: Resolved, { document, server, security, isHidden }: DraftContext) {
  const { node, path } = draft.operation;
  const own = ownServerOf(node, nodeAt(document.root, "paths", path));
  const isElsewhere =
    own !== undefined && own.settings.length === 0 && textOf(own) !== textOf(server) && typeof own.origin === "string";
  const remarks = security.allows(draft.operation)
    ? []
    : ["It needs other credentials than the rest: check whether those of the connector are enough."];
  const prefix = own !== undefined && own.settings.length === 0 ? own.prefix : server.prefix;
  return streamOf(draft, resolution, {
    prefix,
    ...(isElsewhere && { baseUrl: own.origin }),
    query: security.query,
    isHidden,
    remarks,
  });
}

/** The lists with the parents that they need, each parent before its children. */
function withParents(selected: readonly Resolved[], resolver: Resolver): readonly Resolved[] {
  const ordered = new Map<ListDraft, Resolved>();
  const add = (resolved: Resolved) => {
    const { parent } = resolved.resolution;
    if (parent !== undefined && !ordered.has(parent)) {
      const resolution = resolver.resolve(parent);
      if (!("reason" in resolution))
        add(selected.find(({ draft }) => draft === parent) ?? { draft: parent, resolution });
    }
    ordered.set(resolved.draft, resolved);
  };
  for (const resolved of selected) if (!ordered.has(resolved.draft)) add(resolved);
  return [...ordered.values()];
}

function outcomeOf({ name, source, reason }: Omit<Omission, "path">): StreamOutcome {
  return { name, source, outcome: "left out", reasons: [`${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`] };
}

function nothingLeft(left: readonly StreamOutcome[]): string {
  const [first] = left;
  if (first === undefined)
    return "The document has no list – no GET replies with an array of objects in JSON. Name another document.";
  return `No list of the document can be written – ${left.length} left out, e.g. ${first.name}: ${first.reasons[0]} Use --list to see all.`;
}

function unique(settings: readonly SettingDesign[]): readonly SettingDesign[] {
  return [...new Map([...settings].reverse().map((setting) => [setting.name, setting])).values()].reverse();
}

function originsOf(streams: readonly StreamDesign[]): Pick<Design, "origins"> {
  const origins = [...new Set(streams.flatMap(({ baseUrl }) => (typeof baseUrl === "string" ? baseUrl : [])))];
  return origins.length > 0 ? { origins } : {};
}

/** The server's address, as text; settings are left out. */
function textOf({ origin }: ServerDesign): string {
  return typeof origin === "string" ? origin : origin.map((part) => (typeof part === "string" ? part : "")).join("");
}
