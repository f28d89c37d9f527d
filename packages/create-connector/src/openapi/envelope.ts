import { type Node, nodeAt } from "./node.js";
import { isObjectSchema, type Schemas, typeName } from "./schemas.js";

/** A field of a reply outside its list. */
export interface EnvelopeField {
  /** Where it is, as a dotted path. */
  readonly path: string;
  readonly name: string;
  /** The names of the objects that it is in. */
  readonly parents: readonly string[];
  readonly type: string | undefined;
  readonly schema: Node;
}

/** Deeper fields of a reply do not concern paging. */
const MAX_DEPTH = 3;

/** The fields of a reply outside its list, outer ones first. */
export function envelopeOf(body: Node, recordsAt: string, schemas: Schemas): readonly EnvelopeField[] {
  if (!isObjectSchema(body)) return [];
  const list = recordsAt.split(".*")[0] ?? "";
  return fieldsIn(body, [], schemas)
    .filter(({ path }) => path !== list)
    .sort((one, other) => one.parents.length - other.parents.length);
}

function fieldsIn(node: Node, parents: readonly string[], schemas: Schemas): readonly EnvelopeField[] {
  return Object.entries(nodeAt(node, "properties")).flatMap(([name, value]): readonly EnvelopeField[] => {
    const schema = schemas.resolve(value);
    const type = typeName(schema);
    const field = { path: [...parents, name].join("."), name, parents, type, schema };
    if (type !== "object") return [field];
    return parents.length + 1 < MAX_DEPTH ? [field, ...fieldsIn(schema, [...parents, name], schemas)] : [field];
  });
}
