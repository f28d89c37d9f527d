import { runJson } from "../cli/view/runs.js";
import { counted, duration, number } from "../cli/view/words.js";
import type { RunRecord } from "../destinations/destination.js";

/** How much of an error is in the line of text. */
const MAX_ERROR = 300;

/** What a hook gets: the run as `sluice status --run --json` prints it, where it was loaded, and a line for chats. */
export function payloadOf(run: RunRecord, destination: string): object {
  return { text: textOf(run), ...runJson(run), destination };
}

/** Chat tools such as Slack and Mattermost show the member `text`. */
function textOf({ id, connection, status, streams, startedAt, endedAt, error }: RunRecord): string {
  const loaded = streams.reduce((sum, stream) => sum + stream.loaded, 0);
  const took = duration((endedAt ?? startedAt).getTime() - startedAt.getTime());
  const done = `${counted(loaded, "record")} of ${counted(streams.length, "stream")} in ${took}`;
  const failed = streams.filter((stream) => stream.error !== undefined).length;
  const some = failed === 0 ? "" : `, ${number(failed)} of them failed`;
  const why = error === undefined ? "" : ` ${error.length > MAX_ERROR ? `${error.slice(0, MAX_ERROR)}…` : error}`;
  return `${connection}: ${status}, ${done}${some}. Run ${id}.${why}`;
}
