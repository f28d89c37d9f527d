import type { JsonObject, JsonValue } from "../protocol/json.js";
import { COMPLETE_STATE, isAlreadyComplete } from "../protocol/state.js";
import { Cursor, type CursorRun, type CursorStart, type ListChange, type ResumeToken } from "./cursor.js";

/** Reads everything and saves nothing: an attempt that fails is read again from the start. */
export class FullRefresh extends Cursor {
  readonly field = undefined;
  readonly summary = "reads everything";
  protected readonly changes: readonly ListChange[];

  constructor(changes: readonly ListChange[]) {
    super();
    this.changes = changes;
  }

  canResume(_state: JsonObject): boolean {
    return false;
  }

  start(_start: CursorStart): CursorRun {
    return { changes: this.changes, nextState: () => undefined };
  }
}

/**
 * Reads everything so that a later attempt of the same job can resume: after each page the state holds the value of the
 * parameter that leads to the next page, under the parameter's name; after the last page it says that the list is complete.
 */
export class ResumableFullRefresh extends FullRefresh {
  readonly #param: string | undefined;

  /** @param param undefined where no page can be asked for again, so that a slice is complete or it is not. */
  constructor(param: string | undefined, changes: readonly ListChange[] = [{}]) {
    super(changes);
    this.#param = param;
  }

  override canResume(state: JsonObject): boolean {
    return isAlreadyComplete(state) || this.#tokenIn(state) !== undefined;
  }

  override start({ saved }: CursorStart): CursorRun {
    let left = this.changes.length;
    if (left !== 1) {
      // A page belongs to one list; a token alone does not say which of several lists it leads to.
      return { changes: this.changes, nextState: () => (--left > 0 ? undefined : COMPLETE_STATE) };
    }
    return {
      changes: this.changes,
      resumeToken: this.#tokenIn(saved),
      stateAfterPage: (next) => (this.#param === undefined || next === undefined ? undefined : { [this.#param]: next }),
      nextState: () => COMPLETE_STATE,
    };
  }

  #tokenIn(state: JsonObject | undefined): ResumeToken | undefined {
    const value: JsonValue | undefined = this.#param === undefined ? undefined : state?.[this.#param];
    return typeof value === "number" || (typeof value === "string" && value !== "") ? value : undefined;
  }
}
