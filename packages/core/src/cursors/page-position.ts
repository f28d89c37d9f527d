import type { JsonObject, JsonValue } from "../protocol/json.js";
import { COMPLETE_STATE, isAlreadyComplete } from "../protocol/state.js";

/**
 * Where a full refresh stands, so that a later attempt of the same job goes on from there: the value of the parameter that
 * leads to the next page, under the parameter's name.
 */
export class PagePosition {
  readonly #param: string | undefined;

  /** @param param undefined where no page can be gone back to, so that a slice is done or it is not. */
  constructor(param: string | undefined) {
    this.#param = param;
  }

  understands(state: JsonObject): boolean {
    return isAlreadyComplete(state) || this.placeIn(state) !== undefined;
  }

  /** The value that leads to the next page. */
  placeIn(state: JsonObject | undefined): string | number | undefined {
    const value = this.#param === undefined ? undefined : state?.[this.#param];
    return isPlace(value) ? value : undefined;
  }

  /** @param place of the page that comes next; undefined if there is none. */
  stateAt(place: JsonValue | undefined): JsonObject {
    return this.#param !== undefined && isPlace(place) ? { [this.#param]: place } : COMPLETE_STATE;
  }
}

function isPlace(value: JsonValue | undefined): value is string | number {
  return typeof value === "number" || (typeof value === "string" && value !== "");
}
