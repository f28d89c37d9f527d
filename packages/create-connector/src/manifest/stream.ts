import type { StreamDesign } from "../design/design.js";
import type { Expression } from "../design/expression.js";
import type { FieldDesign } from "../design/schema.js";
import type { ReadStream } from "./built-stream.js";
import {
  type Component,
  classOf,
  componentAt,
  componentsAt,
  isComponent,
  listOf,
  textAt,
  textOf,
  typeOf,
} from "./document/component.js";
import type { JsonValue } from "./document/json.js";
import { rulesOf } from "./errors.js";
import { incrementalOf } from "./incremental/cursor.js";
import { pagedBody } from "./paging/paged-body.js";
import { pagingOf } from "./paging/paginator.js";
import { type KnownStreams, sliceNamesOf } from "./partitions/grandparents.js";
import { boundsSent, combined, type ParentNames, type PartitionDesign, partitionsOf } from "./partitions/router.js";
import { castStep } from "./records/casts.js";
import { decoderOf, isNormalized } from "./records/decoders.js";
import { keyFieldsOf, keyOf } from "./records/keys.js";
import { fieldsOf } from "./records/schema.js";
import { selectionOf } from "./records/selector.js";
import { mapOf } from "./records/transformations.js";
import { wholeBody } from "./request/body.js";
import { filled } from "./request/filled.js";
import { type RequestDesign, requestOf } from "./request/requester.js";
import type { Scene } from "./scene.js";
import { code, unwritten } from "./templates.js";

/** What a stream is read with. */
interface StreamContext {
  readonly scene: Scene;
  readonly parentName: ParentNames;
  readonly known: KnownStreams;
}

/** Reads a `DeclarativeStream`. */
export function streamOf(stream: Component, name: string, { scene, parentName, known }: StreamContext): ReadStream {
  const retriever = componentAt(stream, "retriever") ?? {};
  const isSimple = typeOf(retriever) === "SimpleRetriever";
  const requester =
    componentAt(retriever, isSimple || "requester" in retriever ? "requester" : "creation_requester") ?? {};
  const parts = partitionsOf(retriever["partition_router"], parentName, scene);
  if (isSimple && hasKnownSlices(stream)) scene.templates.knowSlice(sliceNamesOf(parts.slicing, known));
  const request = requestOf(requester, scene);
  const partitions = combined([parts, boundsSent(componentAt(stream, "incremental_sync"), scene)], "product");
  const selector = componentAt(retriever, "record_selector") ?? {};
  const paginator = componentAt(retriever, "paginator");
  const selection = selectionOf(selector, pagedBody(paginator), scene);
  const paged = pagingOf(
    paginator,
    {
      recordsAt: String(selection.recordsAt),
      query: { ...request.query, ...partitions.query },
      tokens: request.tokens,
      hasQuery: hasQuery(request, partitions) || isComponent(stream["incremental_sync"]),
      keyFields: keyFieldsOf(stream),
    },
    scene,
  );
  const incremental = incrementalOf(componentAt(stream, "incremental_sync"), request, scene);
  const schema = schemaOf(stream, scene);
  const { key, fields } = keyOf(stream, withTimes(fieldsOf(schema), incremental.cursor), scene);
  const map = mapOf(
    componentsAt(stream, "transformations"),
    isNormalized(selector, scene) ? [castStep(schema)] : [],
    scene,
  );
  const keep = bothOf(selection.keep, incremental.keep);
  const decode = decoderOf(componentAt(retriever, "decoder"), selector, scene);
  const errors = rulesOf(componentAt(requester, "error_handler"), scene);
  if (keep !== undefined && selector["transform_before_filtering"] === true && map !== undefined)
    scene.templates.problem("Its filter sees the fields that map() makes: move the condition's fields into keep().");
  const body = wholeBody(request, partitions, { stream, scene });
  const slicing = isSimple ? partitions.slicing : unwrittenSlices(retriever, scene);
  return {
    origin: request.origin,
    requester,
    design: {
      name,
      description: descriptionOf(stream, name),
      ...(request.method === "POST" ? { method: "POST" as const } : {}),
      path: request.path,
      ...(request.isPathRaw === true ? { isPathRaw: true } : {}),
      ...filled({ query: paged.query, headers: { ...request.headers, ...partitions.headers } }),
      ...(body === undefined ? {} : { body }),
      ...selection,
      fields,
      key,
      paging: paged.paging,
      ...(incremental.cursor === undefined ? {} : { cursor: incremental.cursor }),
      ...(slicing === undefined ? {} : { slicing }),
      ...(keep === undefined ? {} : { keep }),
      ...(map === undefined ? {} : { map }),
      ...(errors.length === 0 ? {} : { errors }),
      ...(decode === undefined ? {} : { decode }),
    },
  };
}

/** A class of the manifest may add values to slices. */
function hasKnownSlices(stream: Component): boolean {
  const sync = componentAt(stream, "incremental_sync");
  return sync === undefined || typeOf(sync) === "DatetimeBasedCursor";
}

function hasQuery(request: RequestDesign, partitions: PartitionDesign): boolean {
  return Object.keys({ ...request.query, ...request.bounds.query, ...partitions.query }).length > 0;
}

function bothOf(one: Expression | undefined, other: Expression | undefined): Expression | undefined {
  return one === undefined || other === undefined ? (one ?? other) : code`(${one}) && ${other}`;
}

function unwrittenSlices(retriever: Component, { templates }: Scene): StreamDesign["slicing"] {
  const isExport = typeOf(retriever) === "AsyncRetriever";
  const todo = isExport
    ? "Write an ExportStream: the manifest creates a job, waits for it and downloads its files."
    : `Write how it is read: the manifest calls ${classOf(retriever)}.`;
  templates.problem(todo);
  return { kind: "code", code: unwritten(todo) };
}

function schemaOf(stream: Component, { templates }: Scene): Component {
  const loaders = listOf(stream["schema_loader"]).filter(isComponent);
  const properties = loaders.map((loader) => {
    const type = typeOf(loader);
    if (type === "InlineSchemaLoader") return componentAt(componentAt(loader, "schema") ?? {}, "properties") ?? {};
    if (type === "JsonFileSchemaLoader") templates.problem("Its schema is in another file: add the fields.");
    else
      templates.problem(
        `Its fields come from a run: declare them by s.fields(), as the manifest does by ${classOf(loader)}.`,
      );
    return componentAt(componentAt(loader, "schema") ?? {}, "properties") ?? {};
  });
  return { properties: Object.assign({}, ...properties) as JsonValue };
}

/** A time that is a number, or a number where a text is meant, must not contradict the cursor's format. */
function withTimes(fields: readonly FieldDesign[], cursor: StreamDesign["cursor"]): readonly FieldDesign[] {
  if (cursor === undefined) return fields;
  return fields.map((field) => {
    if (field.name !== cursor.field || ["string", "timestamp", "date", "json"].includes(field.type.is)) return field;
    const isNumber = field.type.is === "integer" || field.type.is === "number";
    return isNumber && readsNumbers(cursor) ? field : { ...field, type: { is: "json" } };
  });
}

function readsNumbers(cursor: NonNullable<StreamDesign["cursor"]>): boolean {
  if (cursor.kind === "code") return /\bfieldAs: epoch|\bas: epoch(?!.*\bfieldAs)/.test(cursor.code.code);
  const format = cursor.fieldAs ?? ("as" in cursor ? cursor.as : "isoMillis");
  return format === "epochSeconds" || format === "epochMillis";
}

function descriptionOf(stream: Component, name: string): string {
  const given = (textAt(stream, "description") ?? textOf(componentAt(stream, "metadata")?.["description"]))
    ?.replaceAll(/\s+/g, " ")
    .trim();
  return given === undefined || given === "" ? `The records of ${name}.` : given;
}
