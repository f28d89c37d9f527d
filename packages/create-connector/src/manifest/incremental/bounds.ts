import type { BoundDesign } from "../../design/cursor.js";
import { type Component, componentAt } from "../document/component.js";
import { parameterOf } from "../request/options.js";
import type { RequestDesign } from "../request/requester.js";
import type { Scene } from "../scene.js";
import { isBound } from "./window.js";

/** Where the bounds of a window go. */
export interface BoundsDesign {
  readonly from: BoundDesign;
  readonly to?: BoundDesign;
}

/** Where the bounds of a window go; undefined if nothing depends on them. */
export function boundsOf(sync: Component, request: RequestDesign, scene: Scene): BoundsDesign | undefined {
  const { window } = scene;
  if (window?.isInSlice === true) {
    const end: BoundDesign = { param: window.to, in: "slice" };
    return { from: { param: window.from, in: "slice" }, ...(window.hasEnd ? { to: end } : {}) };
  }
  const from = parameterFor("start_time_option", "window_from", sync, request, scene);
  const to = parameterFor("end_time_option", "window_to", sync, request, scene);
  return from === undefined ? undefined : { from, ...(to === undefined ? {} : { to }) };
}

function parameterFor(
  option: "start_time_option" | "end_time_option",
  bound: "window_from" | "window_to",
  sync: Component,
  { bounds }: RequestDesign,
  { templates }: Scene,
): BoundDesign | undefined {
  const component = componentAt(sync, option);
  if (component !== undefined) return parameterOf(component, templates, `The parameter of ${option}`);
  for (const place of ["query", "header"] as const) {
    const found = Object.entries(bounds[place]).find(([, template]) => isBound(template, bound));
    if (found !== undefined) return { param: found[0], in: place };
  }
  return undefined;
}
