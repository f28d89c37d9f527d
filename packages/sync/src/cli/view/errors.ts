import type { StreamOutcome } from "../../sync/stream-landing.js";

/** Why a stream failed, for a line that names the stream already: connectors of this house begin with it too. */
export function errorOf({ stream, error }: Pick<StreamOutcome, "stream" | "error">): string | undefined {
  const prefix = `Stream "${stream}": `;
  return error?.startsWith(prefix) === true ? error.slice(prefix.length) : error;
}
