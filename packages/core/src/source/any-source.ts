import type { Source } from "./source.js";

/** A source of any config, as the runner and the tests handle it. */
export type AnySource = Pick<
  Source,
  | "name"
  | "title"
  | "version"
  | "documentationUrl"
  | "config"
  | "settings"
  | "authenticator"
  | "streamsAtOnce"
  | "open"
  | "check"
  | "describe"
  | "discover"
  | "isDynamic"
  | "streamNames"
>;
