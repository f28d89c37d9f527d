import { ConfigError } from "./connector-error.js";

/**
 * A stream of which the API refuses everything, which its rules allow. Its children cannot be read either. It is a failure to
 * those who do not know it, so that the stream never passes for an empty one.
 */
export class SkippedError extends ConfigError {}
