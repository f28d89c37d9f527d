import type { BoundDesign } from "../design/cursor.js";
import { type Component, componentAt } from "./component.js";
import type { Root } from "./jinja/index.js";
import { parameterOf } from "./options.js";
import { FIRST_PAGE } from "./plain-token.js";
import type { RequestDesign } from "./requester.js";
import type { Scene } from "./scene.js";
import { isBound } from "./window.js";

/** Where the bounds of a window go. */
export interface BoundsDesign {
  readonly from: BoundDesign;
  readonly to?: BoundDesign;
}

/** A part of a request that is changed. */
interface Bound {
  readonly parameter: ParameterDesign;
  readonly template: string;
}

/** Where the bounds of a window go; undefined if requests do not depend on them. */
export function boundsOf(sync: Component, request: RequestDesign, scene: Scene): BoundsDesign | undefined {
  const all = [...optionBounds(sync, scene), ...templateBounds(request)];
  if (all.length === 0) return undefined;
  const hasEnd = all.some(({ template }) => template.includes("window_to"));
  const from = all.find(({ template }) => isPlain(template, "window_from"))?.parameter;
  const to = all.find(({ template }) => isPlain(template, "window_to"))?.parameter;
  const isSimple =
    all.length === (to === undefined ? 1 : 2) &&
    from !== undefined &&
    (to === undefined || placeOf(to) === placeOf(from));
  if (isSimple) return { parameters: { from, ...(to === undefined ? {} : { to }) }, hasEnd };
  const roots = { ...WINDOW_ROOTS, ...FIRST_PAGE };
  const param = from ?? all[0]?.parameter ?? { param: "" };
  return {
    parameters: {
      from: param,
      ...(to === undefined ? {} : { to }),
      change: changeOf(all, { roots, bodyAs: "query" }, scene),
    },
    hasEnd,
  };
}

function optionBounds(sync: Component, { templates }: Scene): readonly Bound[] {
  const options = [
    ["start_time_option", "{{ window_from }}"],
    ["end_time_option", "{{ window_to }}"],
  ] as const;
  return options.flatMap(([name, template]) => {
    const option = componentAt(sync, name);
    const parameter = option === undefined ? undefined : parameterOf(option, templates, `The parameter of ${name}`);
    return parameter === undefined ? [] : [{ parameter, template }];
  });
}

function templateBounds({ bounds }: RequestDesign): readonly Bound[] {
  return (["query", "header", "body"] as const).flatMap((place) =>
    Object.entries(bounds[place]).map(([param, template]) => ({
      parameter: place === "query" ? { param } : { param, in: place },
      template,
    })),
  );
}

function isPlain(template: string, name: string): boolean {
  return new RegExp(`^\\{\\{\\s*${name}\\s*\\}\\}$`).test(template.trim());
}

function placeOf({ in: place = "query" }: ParameterDesign): string {
  return place;
}

const MEMBERS = { query: "query", header: "headers", body: "body" } as const;

/** The change of the request that sets some of its parameters. */
export function changeOf(
  all: readonly Bound[],
  { roots, bodyAs }: { readonly roots: Readonly<Record<string, Root>>; readonly bodyAs: "query" | "json" },
  { templates }: Scene,
): Expression {
  const as = { query: "query", header: "text", body: bodyAs } as const;
  const places = (["query", "header", "body"] as const).flatMap((place) => {
    const values = all.flatMap(({ parameter, template }) => {
      if (placeOf(parameter) !== place) return [];
      const what = `The parameter "${parameter.param}"`;
      const value = templates.expression(template, { what, roots, as: as[place] });
      return value === undefined ? [] : [code`${JSON.stringify(parameter.param)}: ${literal(value)}`];
    });
    if (values.length === 0) return [];
    const joined = values.reduce((one, other) => code`${one}, ${other}`);
    return [code`${MEMBERS[place]}: { ${joined} }`];
  });
  return places.length === 0
    ? new Expression("{}")
    : code`{ ${places.reduce((one, other) => code`${one}, ${other}`)} }`;
}
