import type { StreamDesign } from "../../../design/design.js";
import type { Expression } from "../../../design/expression.js";

/** The decoders that the fake can write for, with the option that it knows. */
const PLAIN = /^(?:jsonLines|csv\((?:\{ delimiter: "(?:[^"\\]|\\.)*" \})?\))$/;

/** The functions of `fake/encode.ts` that write what a decoder reads; undefined if the fake does not know the form. */
export function encodersIn({ code }: Expression): readonly string[] | undefined {
  const packed = /^gzip\((.*)\)$/.exec(code)?.[1];
  const plain = packed ?? code;
  if (!PLAIN.test(plain)) return undefined;
  return [...(packed === undefined ? [] : ["gzip"]), plain.startsWith("csv") ? "csv" : "jsonLines"];
}

/** Those of all streams. */
export function encodersOf(streams: readonly StreamDesign[]): ReadonlySet<string> {
  return new Set(streams.flatMap(({ decode }) => (decode && encodersIn(decode)) ?? []));
}

/** Whether all values of a stream's records are texts. */
export function isTexts({ decode }: StreamDesign): boolean {
  return decode !== undefined && encodersIn(decode)?.includes("csv") === true;
}
