import { isJsonObject, type JsonObject, type JsonValue } from "@sluice/core/json";

declare const identity: unique symbol;

/** The identity of a stream within its source. Opaque: made by `streamKey` alone, and compared as it is. */
export type StreamKey = string & { readonly [identity]: true };

/** What the protocol calls a stream descriptor. A namespace that is null or "" is none. */
export interface StreamDescriptor {
  readonly name: string;
  readonly namespace?: string | undefined;
}

/** A stream as `discover` describes it, as far as a table needs it. */
export interface StreamFacts extends StreamDescriptor {
  readonly jsonSchema: JsonObject;
  /** One path a part of the key; empty where the source defines none. */
  readonly primaryKey: readonly KeyPath[];
}

/** The way to a value inside a record: the names of its members, outermost first. */
export type KeyPath = readonly string[];

export function streamKey({ name, namespace }: StreamDescriptor): StreamKey {
  return JSON.stringify(isNone(namespace) ? [name] : [name, namespace]) as StreamKey;
}

/** A stream's name in messages: its name, with the namespace in front where it has one. */
export function streamLabel({ name, namespace }: StreamDescriptor): string {
  return isNone(namespace) ? name : `${namespace}.${name}`;
}

/** The descriptor in `{name, namespace}` as a catalog, a record, a state, a status or a trace has it; undefined if it names no stream. */
export function descriptorIn(value: JsonValue | undefined): StreamDescriptor | undefined {
  if (!isJsonObject(value)) return undefined;
  const { name, namespace } = value;
  if (typeof name !== "string" || name === "") return undefined;
  return typeof namespace === "string" && namespace !== "" ? { name, namespace } : { name };
}

function isNone(namespace: string | undefined): boolean {
  return namespace === undefined || namespace === "";
}
