import type { StreamDesign } from "../design/design.js";
import type { Component } from "./document/component.js";
import type { Scene } from "./scene.js";

/** A stream as its component says it, and what the source has to know of it. */
export interface ReadStream {
  readonly design: StreamDesign;
  /** The template of its scheme, host and port. */
  readonly origin: string;
  readonly requester: Component;
}

/** A stream that was read, with the reasons why it is not whole. */
export interface BuiltStream extends ReadStream {
  readonly scene: Scene;
  /** Names of the streams that its slices come from. */
  readonly parents: readonly string[];
}
