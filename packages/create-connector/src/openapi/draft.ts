import type { Value } from "../design/expression.js";
import type { PagingDesign } from "../design/paging.js";
import type { FieldDesign } from "../design/schema.js";
import type { Node } from "./node.js";
import type { Operation } from "./operations.js";

/** A list of the document that can be read, before its parameters are resolved. */
export interface ListDraft {
  readonly operation: Operation;
  readonly name: string;
  readonly recordsAt: string;
  /** The schema of a record, resolved. */
  readonly item: Node;
  readonly body: Node;
  readonly fields: readonly FieldDesign[];
  readonly key: readonly string[];
  readonly paging: PagingDesign;
  /** Parameters that paging sets. */
  readonly pagingParameters: readonly string[];
  /** Parameters with a known value. */
  readonly query: Readonly<Record<string, Value>>;
}

/** A list that is not written. */
export interface Omission {
  readonly name: string;
  readonly path: string;
  /** What it would be made from: `GET /v1/users`. */
  readonly source: string;
  readonly reason: string;
}
