import type { PagingDesign, ParameterDesign, SizeDesign } from "../../design/paging.js";
import { objectOf, quoted } from "./code-text.js";
import { ofThis } from "./scope.js";
import type { SourceFile } from "./source-file.js";

type Parts = readonly (readonly [string, string | undefined])[];

/** The paginator of core for each kind. */
const CLASSES = {
  none: "SinglePagePaginator",
  page: "PageNumberPaginator",
  offset: "OffsetPaginator",
  cursor: "CursorTokenPaginator",
  "next-url": "NextUrlPaginator",
  "link-header": "LinkHeaderPaginator",
  "header-token": "HeaderTokenPaginator",
  "after-last": "AfterLastPaginator",
  relay: "RelayPaginator",
} as const;

/** Those of the connector itself, by the helper that has them. */
const HELPERS = { "only-page": "OnlyPagePaginator", "proven-link": "ProvenLinkPaginator" } as const;

/** The expression that makes a paginator. */
export function pagingCode(paging: PagingDesign, file: SourceFile): string {
  if (paging.kind === "code") return ofThis(file.code(paging.code));
  const options = objectOf(pagingOptions(paging));
  return `new ${classOf(paging.kind, file)}(${options === "{}" ? "" : options})`;
}

function classOf(kind: Exclude<PagingDesign["kind"], "code">, file: SourceFile): string {
  if (kind !== "only-page" && kind !== "proven-link") return file.core(CLASSES[kind]);
  return file.use(`src/helpers/${kind}.ts`, HELPERS[kind]);
}

/** The options of a paginator, which the fake takes too. */
export function pagingOptions(paging: Exclude<PagingDesign, { kind: "code" }>): Parts {
  switch (paging.kind) {
    case "none":
      return [];
    case "page":
      return [
        ...parameter(paging),
        ["start", given(paging.start, 1)],
        ...numbered(paging),
        ["pastEnd", given(paging.pastEnd)],
      ];
    case "offset":
      return [...parameter(paging), ...numbered(paging)];
    case "cursor":
      return [["at", quoted(paging.at)], ...parameter(paging), size(paging), flag(paging)];
    case "next-url":
      return [["at", quoted(paging.at)], size(paging), flag(paging), ["keepsQuery", yes(paging.keepsQuery)]];
    case "only-page":
      return [size(paging), flag(paging), ["total", paging.total === undefined ? undefined : quoted(paging.total)]];
    case "proven-link":
      return [size(paging)];
    case "link-header":
      return [size(paging), ["keepsQuery", yes(paging.keepsQuery)]];
    case "header-token":
      return [["header", quoted(paging.header)], ...parameter(paging), size(paging), flag(paging)];
    case "after-last":
      return [["field", quoted(paging.field)], ...parameter(paging), size(paging), flag(paging), short(paging)];
    case "relay":
      return [["at", quoted(paging.at)], ["after", paging.after && quoted(paging.after)], relaySize(paging.size)];
  }
}

/** `param: "page", in: "body"`. */
export function parameter({ param, in: place }: ParameterDesign): Parts {
  return [
    ["param", quoted(param)],
    ["in", place === undefined || place === "query" ? undefined : quoted(place)],
  ];
}

function numbered(paging: Extract<PagingDesign, { kind: "page" | "offset" }>): Parts {
  return [
    size(paging),
    ["startsBare", yes(paging.startsBare)],
    ["total", paging.total === undefined ? undefined : quoted(paging.total)],
    flag(paging),
    short(paging),
  ];
}

function size({ size: given }: { readonly size?: SizeDesign }): Parts[number] {
  return ["size", given && objectOf([...parameter(given), ["value", String(given.value)]])];
}

/** The paginator puts the size among the variables itself. */
function relaySize(given: SizeDesign | undefined): Parts[number] {
  const name = given?.param.replace(/^variables\./, "");
  const param = name === undefined || name === "first" ? undefined : quoted(name);
  return [
    "size",
    given &&
      objectOf([
        ["param", param],
        ["value", String(given.value)],
      ]),
  ];
}

function flag({ hasMore }: { readonly hasMore?: string }): Parts[number] {
  return ["hasMore", hasMore === undefined ? undefined : quoted(hasMore)];
}

/** A page can only be short of a size that was requested. */
function short({
  stopsShort,
  size: given,
}: {
  readonly stopsShort?: boolean;
  readonly size?: SizeDesign;
}): Parts[number] {
  return ["stopsShort", yes(stopsShort === true && given !== undefined)];
}

function yes(value: boolean | undefined): string | undefined {
  return value === true ? "true" : undefined;
}

function given(value: number | undefined, usual?: number): string | undefined {
  return value === undefined || value === usual ? undefined : String(value);
}
