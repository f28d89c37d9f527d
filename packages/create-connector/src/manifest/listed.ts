import { type Component, classOf, componentAt, componentsAt, textAt, typeOf } from "./document/component.js";
import { withParameters } from "./document/parameters.js";

/** The streams that a manifest lists, and those that cannot be read from it. */
export interface ListedStreams {
  /** Resolved components, by name, in the order of the manifest. */
  readonly components: ReadonlyMap<string, Component>;
  /** What is left to do for a stream, although its component can be read. */
  readonly reasons: ReadonlyMap<string, string>;
  /** Streams that only a run knows: name → why. */
  readonly leftOut: ReadonlyMap<string, string>;
}

/** Reads `streams` and `dynamic_streams` of a manifest without references. */
export function listedStreams(manifest: Component): ListedStreams {
  const components = new Map<string, Component>();
  const reasons = new Map<string, string>();
  const leftOut = new Map<string, string>();
  for (const { stream, reason } of componentsAt(manifest, "streams").flatMap(plainStreams)) {
    const component = withParameters(stream, "DeclarativeSource.streams");
    const name = textAt(component, "name") ?? `stream_${components.size + 1}`;
    if (components.has(name)) leftOut.set(`${name} (the second)`, "Two streams have this name.");
    else components.set(name, component);
    if (reason !== undefined) reasons.set(name, reason);
  }
  for (const [index, dynamic] of componentsAt(manifest, "dynamic_streams").entries()) {
    const name = textAt(dynamic, "name") ?? `dynamic_streams ${index + 1}`;
    const resolver = classOf(componentAt(dynamic, "components_resolver") ?? {});
    leftOut.set(name, `A run makes these streams (${resolver}): override streamsFor(config, api) of the source.`);
  }
  return { components, reasons, leftOut };
}

interface PlainStream {
  readonly stream: Component;
  readonly reason?: string;
}

/** A stream may be wrapped in a condition, or consist of two. */
function plainStreams(stream: Component): readonly PlainStream[] {
  switch (typeOf(stream)) {
    case "StateDelegatingStream": {
      const full = componentAt(stream, "full_refresh_stream");
      const parameters = componentAt(stream, "$parameters") ?? {};
      const named = {
        ...full,
        $parameters: { ...parameters, ...(full && componentAt(full, "$parameters")) },
        name: stream["name"] ?? "",
      };
      const reason =
        "With a state it is read from another endpoint: choose between them in slices(from) and path(slice).";
      return full === undefined ? [] : [{ stream: named, reason }];
    }
    case "ConditionalStreams": {
      const reason = `It exists only if ${textAt(stream, "condition") ?? ""}: decide that in streamsFor(config, api).`;
      return componentsAt(stream, "streams").map((one) => ({ stream: one, reason }));
    }
    default:
      return [{ stream }];
  }
}
