import type { ParameterDesign } from "../../design/paging.js";
import { isComponent } from "../document/component.js";
import type { JsonValue } from "../document/json.js";
import { pathOf, type Root } from "../jinja/index.js";
import { hasToken } from "./plain-token.js";

/** A part of a request whose template has the page's token in it. */
export interface TokenTemplate {
  readonly parameter: ParameterDesign;
  readonly template: string;
}

/** What a change of the request sees: its `token`. */
export const NEXT_PAGE: Readonly<Record<string, Root>> = { page_token: { code: "token", type: "scalar" } };

/** The templates with a token among the values of one place of a request; those of a body by their dotted paths. */
export function tokenTemplates(
  place: NonNullable<ParameterDesign["in"]>,
  value: JsonValue,
  path: readonly string[] = [],
): readonly TokenTemplate[] {
  if (typeof value === "string") {
    const param = path.join(".");
    if (!hasToken(value)) return [];
    return [{ parameter: place === "query" ? { param } : { param, in: place }, template: value }];
  }
  if (Array.isArray(value))
    return value.flatMap((part: JsonValue, index) => tokenTemplates(place, part, [...path, String(index)]));
  if (!isComponent(value)) return [];
  return Object.entries(value).flatMap(([name, part]) => tokenTemplates(place, part, [...path, name]));
}

/** The parameter whose whole value is the token, if nothing else depends on it. */
export function tokenParameter(tokens: readonly TokenTemplate[]): ParameterDesign | undefined {
  const [only, ...others] = tokens;
  const found = only === undefined || others.length > 0 ? undefined : pathOf(only.template);
  return found?.root === "page_token" && found.path.length === 0 && found.fallback === undefined
    ? only?.parameter
    : undefined;
}
