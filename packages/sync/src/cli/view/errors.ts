import type { StreamCount } from "../../destinations/destination.js";

/** Why a stream failed, for a line that names the stream already: Sluice's own connectors begin with it too. */
export function errorOf({ stream, error }: Pick<StreamCount, "stream" | "error">): string | undefined {
  const prefix = `Stream "${stream}": `;
  return error?.startsWith(prefix) === true ? error.slice(prefix.length) : error;
}
