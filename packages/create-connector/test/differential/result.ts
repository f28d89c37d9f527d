/** A manifest to compare. */
export interface Job {
  readonly name: string;
  readonly manifest: string;
  /** Which form of each `oneOf` of the config is taken; the first by default. */
  readonly variant?: number;
  /** Whether faults are injected too. */
  readonly faults: boolean;
}

export interface Difference {
  readonly kind: "types" | "records" | "requests" | "states" | "outcome";
  readonly stream: string | null;
  readonly text: string;
}

export interface StreamResult {
  readonly name: string;
  readonly outcome: "whole" | "partly" | "left out";
  readonly reasons: readonly string[];
  /** Whether it was compared, and nothing differs. */
  readonly isEqual: boolean;
  /** How many records airbyte-cdk read. */
  readonly records: number;
  /** Why airbyte-cdk did not read it. */
  readonly unread?: string;
  /** Whether airbyte-cdk reads it only with code of the connector, so that no mock helps. */
  readonly needsCode?: boolean;
  /** What the connector says when a stream is read that needs code of an author. */
  readonly thrown?: string;
}

/** What became of one manifest. */
export interface Outcome {
  readonly streams: readonly StreamResult[];
  readonly differences: readonly Difference[];
  readonly allowed: readonly string[];
  /** Why nothing could be compared. */
  readonly failure?: string;
  /** What the mock could not do. */
  readonly mock?: readonly string[];
  /** The errors of airbyte-cdk in the first run. */
  readonly errors?: readonly string[];
  readonly notes?: readonly string[];
}

/** A line of the results file. */
export interface Result extends Outcome {
  readonly name: string;
  readonly seconds: number;
}

/** How much of a manifest was taken. */
export type Taken =
  | "whole"
  | "whole, not compared"
  /** airbyte-cdk needs the connector's own code for what was not compared. */
  | "whole, needs code in airbyte-cdk"
  | "whole, differs"
  | "in part"
  | "not"
  /** airbyte-cdk cannot load it with the made-up config, so that nothing can be compared. */
  | "not read by airbyte-cdk"
  /** airbyte-cdk does not load it, whatever the config is: it is invalid for this version, or needs code of the connector. */
  | "not loadable by airbyte-cdk";

export function takenOf({ streams, differences, failure }: Outcome): Taken {
  if (failure?.startsWith("airbyte-cdk: Error: Unloadable: ") === true) return "not loadable by airbyte-cdk";
  if (failure?.startsWith("airbyte-cdk: ") === true) return "not read by airbyte-cdk";
  if (failure !== undefined || streams.length === 0) return "not";
  if (differences.some(({ kind }) => kind === "types"))
    return streams.some(({ isEqual }) => isEqual) ? "in part" : "not";
  if (streams.every(({ outcome }) => outcome === "whole")) return wholeOf({ streams, differences });
  return streams.some(({ outcome, isEqual }) => outcome === "whole" && isEqual) ? "in part" : "not";
}

/** Records and outcomes decide; requests and states are counted by themselves. */
function wholeOf({ streams, differences }: Pick<Outcome, "streams" | "differences">): Taken {
  if (differences.some(({ kind }) => kind === "records" || kind === "outcome")) return "whole, differs";
  const unread = streams.filter((stream) => stream.unread !== undefined);
  if (unread.length === 0) return "whole";
  return unread.every(({ needsCode }) => needsCode) ? "whole, needs code in airbyte-cdk" : "whole, not compared";
}
