/** Messages of the protocol, as the lines that a source writes. */
import type { Source, Stream } from "./source.js";

/** How a message names a stream. */
export type Named = string | Pick<Stream, "name" | "namespace">;

/** A source that writes these records of each stream it is asked for, a state where the stream can resume, and that it is complete. */
export function writing(...streams: readonly (readonly [Stream, ...(object | string)[]])[]): Source {
  const groups = streams.map(([stream, ...records]) => {
    const states = isIncremental(stream) ? [state(stream, '{"n":1}')] : [];
    return [stream, [...records.map((data) => record(stream, data)), ...states, complete(stream)]];
  });
  return {
    streams: streams.map(([stream]) => stream),
    read: `for (const [stream, lines] of ${JSON.stringify(groups)}) if (isAsked(stream)) lines.forEach(print);`,
  };
}

function isIncremental({ supported_sync_modes: modes }: Stream): boolean {
  return Array.isArray(modes) && modes.includes("incremental");
}

/** @param data an object, or JSON text that is written as it is. */
export function record(stream: Named, data: object | string, more: object = {}): string {
  const { name, ...rest } = descriptor(stream);
  const text = typeof data === "string" ? data : JSON.stringify(data);
  const head = JSON.stringify({ type: "RECORD", record: { stream: name, ...rest, emitted_at: 1, ...more } });
  return `${head.slice(0, -2)},"data":${text}}}`;
}

/** @param value JSON text that is written as it is. */
export function state(stream: Named, value: string, stats?: object): string {
  const part = `{"stream_descriptor":${JSON.stringify(descriptor(stream))},"stream_state":${value}}`;
  return `{"type":"STATE","state":{"type":"STREAM","stream":${part}${statsOf(stats)}}}`;
}

/** The same for a state of all streams. */
export function globalState(shared: string, parts: readonly (readonly [Named, string])[], stats?: object): string {
  const listed = parts.map(
    ([stream, value]) => `{"stream_descriptor":${JSON.stringify(descriptor(stream))},"stream_state":${value}}`,
  );
  const whole = `{"shared_state":${shared},"stream_states":[${listed.join(",")}]}`;
  return `{"type":"STATE","state":{"type":"GLOBAL","global":${whole}${statsOf(stats)}}}`;
}

/** The same for a state in the oldest form. */
export function legacyState(data: string, stats?: object): string {
  return `{"type":"STATE","state":{"data":${data}${statsOf(stats)}}}`;
}

export function complete(stream: Named): string {
  return trace("STREAM_STATUS", {
    stream_status: { stream_descriptor: descriptor(stream), status: "COMPLETE" },
  });
}

export function trace(type: string, more: object): string {
  return JSON.stringify({ type: "TRACE", trace: { type, emitted_at: 1, ...more } });
}

function statsOf(stats: object | undefined): string {
  return stats === undefined ? "" : `,"sourceStats":${JSON.stringify(stats)}`;
}

function descriptor(stream: Named): Pick<Stream, "name" | "namespace"> {
  if (typeof stream === "string") return { name: stream };
  return { name: stream.name, ...(stream.namespace === undefined ? {} : { namespace: stream.namespace }) };
}
