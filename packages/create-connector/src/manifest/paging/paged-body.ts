import { type Component, componentAt, textAt } from "../document/component.js";
import { pathOf } from "../jinja/index.js";
import { isPaged } from "./paginator.js";

/** What the paginator of a stream says of its bodies. */
export interface PagedBody {
  /** Whether the records are known to be a list, because they have pages. */
  readonly isList: boolean;
  /** Whether the value at a path is an object, because fields of it are read. */
  readonly isObject: (names: readonly string[]) => boolean;
}

export function pagedBody(paginator: Component | undefined): PagedBody {
  return { isList: isPaged(paginator), isObject: (names) => readsBelow(paginator, names) };
}

/** Whether a paginator reads fields of what is at a path of the body, so that it is an object: one record. */
function readsBelow(paginator: Component | undefined, names: readonly string[]): boolean {
  const strategy = (paginator && componentAt(paginator, "pagination_strategy")) ?? {};
  const texts = ["cursor_value", "stop_condition"].map((name) => textAt(strategy, name) ?? "");
  return texts.some((text) => {
    const { root, path } = pathOf(text) ?? { root: "", path: [] };
    if (root !== "response") return names.length === 0 && /\bresponse\s*(?:\.|\[\s*['"])/.test(text);
    return path.length > names.length && names.every((name, index) => name === path[index]);
  });
}
