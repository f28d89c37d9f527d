import type { ParameterDesign } from "../../design/paging.js";
import { type Component, parametersOf, textAt, textsAt } from "../document/component.js";
import { isTemplate, type Templates } from "../templates.js";

const PLACES: Readonly<Record<string, ParameterDesign["in"]>> = {
  request_parameter: "query",
  header: "header",
  body_json: "body",
  body_data: "body",
};

/** Where a `RequestOption` puts a value; undefined if that is not known yet. */
export function parameterOf(option: Component, templates: Templates, what: string): ParameterDesign | undefined {
  const place = PLACES[textAt(option, "inject_into") ?? "request_parameter"];
  const path = textsAt(option, "field_path");
  const names = (path.length > 0 ? path : textsAt(option, "field_name")).map((name) =>
    nameOf(name, option, templates, what),
  );
  if (names.length === 0 || names.includes(undefined)) return undefined;
  const param = names.join(".");
  return place === undefined || place === "query" ? { param } : { param, in: place };
}

/** A name may be made of parameters, which are known, but not of settings. */
function nameOf(name: string, option: Component, templates: Templates, what: string): string | undefined {
  if (!isTemplate(name)) return name;
  if (templates.isUndeclared(name)) return ""; // as Airbyte sends it, where a page size should not be named
  const text = templates.text(name, { what, parameters: parametersOf(option), as: "text" });
  if (typeof text === "string") return text;
  templates.problem(`${what} has a name that only a run knows: ${name}.`);
  return undefined;
}
