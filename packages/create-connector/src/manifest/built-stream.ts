import type { Scene } from "./scene.js";
import type { ReadStream } from "./stream.js";

/** A stream that was read, with the reasons why it is not whole. */
export interface BuiltStream extends ReadStream {
  readonly scene: Scene;
  /** Names of the streams that its slices come from. */
  readonly parents: readonly string[];
}
