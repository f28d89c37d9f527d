import type { Value } from "../design/expression.js";
import type { PagingDesign } from "../design/paging.js";
import type { ListDraft, Omission } from "./draft.js";
import { envelopeOf } from "./envelope.js";
import { fieldsOf } from "./fields.js";
import { exampleRecords, keyOf } from "./keys.js";
import { type ListInReply, listInReply } from "./lists.js";
import { streamNames } from "./names.js";
import { type Node, textAt } from "./node.js";
import { type Operation, operationsOf, sourceOf } from "./operations.js";
import { pagingOf } from "./paging.js";
import { checkPaging } from "./paging-check.js";
import { bare, lastWordOf, parametersIn } from "./path.js";
import type { Schemas } from "./schemas.js";
import { singular } from "./words.js";

/** The lists of a document: those that can be read so far, and the others with the reason. */
export interface Drafts {
  readonly drafts: readonly ListDraft[];
  readonly omissions: readonly Omission[];
}

/** Finds the lists of a document, with their records, keys and paging. */
export function draftsOf(root: Node, schemas: Schemas, demanded: PagingDesign["kind"] | undefined): Drafts {
  const lists = operationsOf(root, schemas)
    .filter((operation) => operation.method === "GET" || isSearch(operation))
    .flatMap((operation) => {
      const list = listInReply(operation, schemas);
      return list === undefined ? [] : [{ operation, list }];
    });
  const about = textAt(root, "info", "description") ?? "";
  const nouns = lists.map(({ operation }) => singular(lastWordOf(operation.path)));
  const names = streamNames(lists.map(({ operation }) => operation));
  const results = lists.map(({ operation, list }) => {
    const name = names.get(operation) ?? "";
    const reason = operation.isDeprecated ? "it is deprecated" : "reason" in list ? list.reason : undefined;
    if (reason !== undefined || "reason" in list)
      return { name, path: operation.path, source: sourceOf(operation), reason: reason ?? "" };
    return draftOf(name, operation, list, { schemas, demanded, about, nouns });
  });
  return {
    drafts: results.flatMap((result) => ("operation" in result ? result : [])),
    omissions: results.flatMap((result) => ("operation" in result ? [] : result)),
  };
}

/** A POST that only reads, by its path or its name. */
function isSearch({ path, id, node }: Operation): boolean {
  const last = bare(path).split(/[/:]/).at(-1) ?? "";
  if (/create|update|delete|import|upload|batch|bulk|generate|validate|preview|send/i.test(id)) return false;
  const isRead = /^(_?search|query|list|filter|find|get)$/i.test(last) || /^(search|list|query|find)[A-Z_-]/.test(id);
  return isRead && node["requestBody"] !== undefined;
}

interface DraftContext {
  readonly schemas: Schemas;
  readonly demanded: PagingDesign["kind"] | undefined;
  /** What the document says of the whole API. */
  readonly about: string;
  /** The singular of what each list has. */
  readonly nouns: readonly string[];
}

function draftOf(
  name: string,
  operation: Operation,
  list: ListInReply,
  { schemas, demanded, about, nouns }: DraftContext,
): ListDraft | Omission {
  const { recordsAt, item, body } = list;
  const noun = singular(lastWordOf(operation.path));
  const examples = operation.replyExamples.flatMap((example) => exampleRecords(example, recordsAt));
  const key = keyOf(
    { item, noun, examples, foreign: [...parametersIn(operation.path), ...nouns.filter((other) => other !== noun)] },
    schemas,
  );
  const envelope = envelopeOf(body, recordsAt, schemas);
  const found = pagingOf({ operation, envelope, key, about });
  checkPaging(demanded, found, { name, operation });
  if ("reason" in found) return { name, path: operation.path, source: sourceOf(operation), reason: found.reason };
  const { paging, parameters, query = {} } = found;
  const fields = fieldsOf(item, schemas);
  return {
    operation,
    name,
    recordsAt,
    item,
    body,
    fields,
    key,
    paging,
    pagingParameters: parameters,
    query: { ...queryIn(operation.path), ...query },
  };
}

/** The query of a path that has one: `/reports?type=daily`. */
function queryIn(path: string): Readonly<Record<string, Value>> {
  return Object.fromEntries(
    [...new URLSearchParams(path.split("?")[1] ?? "")].filter(([, value]) => !value.includes("{")),
  );
}
