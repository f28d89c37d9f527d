import type { StreamDesign } from "../../design/design.js";
import { Expression } from "../../design/expression.js";
import { type Component, classOf, componentAt, parametersOf, textAt, textsAt, typeOf } from "../document/component.js";
import type { PagedBody } from "../paging/paged-body.js";
import { plain, recordRoots, type Scene } from "../scene.js";
import { isTemplate } from "../templates.js";

/** Where a stream's records are, and which are kept. */
export type SelectionDesign = Pick<StreamDesign, "recordsAt" | "keep" | "members">;

/** Reads a `RecordSelector`. */
export function selectionOf(selector: Component, body: PagedBody, scene: Scene): SelectionDesign {
  const keep = filterOf(componentAt(selector, "record_filter"), scene);
  return {
    ...recordsIn(componentAt(selector, "extractor") ?? {}, body, scene),
    ...(keep === undefined ? {} : { keep }),
  };
}

function filterOf(filter: Component | undefined, scene: Scene): Expression | undefined {
  if (filter === undefined) return undefined;
  if (typeOf(filter) !== "RecordFilter") {
    const todo = `Write keep(): the manifest calls ${classOf(filter)}.`;
    scene.templates.problem(todo);
    return new Expression(`((): boolean => { throw new SystemError(${JSON.stringify(todo)}); })()`, {
      imports: ["SystemError"],
    });
  }
  const condition = plain(textAt(filter, "condition") ?? "", scene);
  if (condition === "") return undefined;
  const template = isTemplate(condition) ? condition : `{{ ${condition} }}`;
  return scene.templates.condition(template, {
    what: "The filter of records",
    parameters: parametersOf(filter),
    roots: recordRoots(scene),
  });
}

function recordsIn(
  extractor: Component,
  { isList, isObject }: PagedBody,
  scene: Scene,
): Pick<StreamDesign, "recordsAt" | "members"> {
  const type = typeOf(extractor);
  if (type !== "DpathExtractor" && type !== "") return customRecords(extractor, scene);
  if ("record_expander" in extractor) scene.templates.problem("Each record is expanded into several: write records().");
  const names = textsAt(extractor, "field_path").map((name) => nameOf(name, extractor, scene));
  if (names.some((name) => /[.?]/.test(name) || (name.includes("*") && name !== "*"))) return codedRecords(names);
  const path = names.join(".");
  if (path === "") return isList && !isObject([]) ? { recordsAt: "" } : { recordsAt: "", members: [member(names)] };
  const isNamedAsList = isList || names.includes("*") || isPlural(names.at(-1) ?? "");
  if (!isNamedAsList || isObject(names)) return codedRecords(names);
  return { recordsAt: names.length === 1 && path === "*" ? "*" : `${path}??` };
}

function nameOf(name: string, extractor: Component, { templates }: Scene): string {
  if (!isTemplate(name)) return name;
  const text = templates.text(name, {
    what: "The path of the records",
    parameters: parametersOf(extractor),
    as: "text",
  });
  if (typeof text === "string") return text;
  templates.problem(`The path of the records depends on a setting (${name}): write records().`);
  return name;
}

/** A path whose last name is in the plural leads to a list, as do some usual words. */
function isPlural(name: string): boolean {
  return /[^s]s$|^(data|list|collection|result|content|rows?|payload)$/i.test(name);
}

/** A list or one record, as Airbyte's extractor takes both. */
function codedRecords(names: readonly string[]): Pick<StreamDesign, "recordsAt" | "members"> {
  const isPath = names.every((name) => !/[.?*]/.test(name));
  return { recordsAt: isPath ? `${names.join(".")}??` : "", members: [member(names)] };
}

function member(names: readonly string[]): Expression {
  const path = names.length === 0 ? "" : `, ${JSON.stringify(names)}`;
  return new Expression(`override records(body: JsonValue) { return recordsIn(body${path}); }`, {
    imports: ["JsonValue"],
    helpers: ["records-in"],
  });
}

function customRecords(extractor: Component, { templates }: Scene): Pick<StreamDesign, "recordsAt" | "members"> {
  const todo = `Write records(): the manifest calls ${classOf(extractor)}.`;
  templates.problem(todo);
  const body = `override records(_body: JsonValue): readonly JsonObject[] { throw new SystemError(${JSON.stringify(todo)}); }`;
  return {
    recordsAt: "",
    members: [new Expression(body, { imports: ["JsonValue", "JsonObject", "SystemError"] })],
  };
}
