import { type StreamDescriptor, streamKey, streamLabel } from "../streams/stream.js";
import {
  type ConnectionState,
  entryOf,
  type StreamEntry,
  withGlobalState,
  withoutStates,
  withStreamState,
  withWholeState,
} from "./connection-state.js";
import { ResumeError } from "./resume.js";
import { type StateMessage, statesIn } from "./state-message.js";

interface GivenStatesContext {
  /** The streams that are read. */
  readonly requests: readonly StreamDescriptor[];
  readonly warnings: { add(text: string): void };
}

/** The states given with `--state` replace the saved ones. @throws ResumeError if it holds no states. */
export function withGivenStates(
  saved: ConnectionState,
  text: string,
  { requests, warnings }: GivenStatesContext,
): ConnectionState {
  const states = statesIn(text);
  if (states === undefined) {
    throw new ResumeError(
      "The file of --state holds no states. Pass a JSON list of STATE messages, or what `sluice status --state` prints.",
    );
  }
  const known = new Set(requests.map(streamKey));
  const bare = withoutStates(withEntries(saved, requests), saved.streams.map(streamKey));
  return states.reduce<ConnectionState>(
    (state, given) => {
      for (const stream of streamsOf(given)) {
        if (!known.has(streamKey(stream))) {
          warnings.add(
            `The state of "${streamLabel(stream)}" is ignored: this sync does not read that stream. Check its name and namespace.`,
          );
        }
      }
      if (given.kind === "WHOLE") return withWholeState(state, given, requests);
      if (given.kind === "GLOBAL") return withGlobalState(state, given, [...known]);
      return withStreamState(state, streamKey(given.stream), given.text);
    },
    { ...bare, kind: undefined },
  );
}

function streamsOf(given: StateMessage): readonly StreamDescriptor[] {
  if (given.kind === "STREAM") return [given.stream];
  return given.kind === "GLOBAL" ? given.descriptors : [];
}

/** A state needs an entry to be kept in, also of a stream that has no table yet. */
function withEntries(state: ConnectionState, streams: readonly StreamDescriptor[]): ConnectionState {
  const added = streams
    .filter((stream) => entryOf(state, streamKey(stream)) === undefined)
    .map(
      ({ name, namespace }): StreamEntry => ({
        name,
        namespace,
        schema: "",
        table: "",
        key: [],
        columns: [],
        loaded: 0,
        updatedAt: "",
      }),
    );
  return { ...state, streams: [...state.streams, ...added] };
}
