import { isDeepStrictEqual } from "node:util";
import { extractList } from "../http/extract.js";
import { OPEN_BRACE, OPEN_BRACKET } from "../http/json-bytes.js";
import { JsonScanner, NOT_JSON } from "../http/scan.js";
import { isJsonObject, type JsonValue } from "../protocol/json.js";
import { isLosslessNumber, stringifyLossless } from "../schema/lossless.js";

/** A JSON text and its value. */
export interface JsonText {
  readonly text: Buffer;
  readonly value: JsonValue;
}

/**
 * A changed value as JSON. Each part that is equal to the part at the same place before keeps its bytes: only what has changed
 * is written again. Members keep their order, and new ones follow.
 */
export function rewritten({ text, value }: JsonText, changed: JsonValue): Buffer {
  if (isDeepStrictEqual(changed, value)) return text;
  if (text[0] === OPEN_BRACE && isJsonObject(value) && isJsonObject(changed) && !isLosslessNumber(changed)) {
    return enclosed("{", membersOf(text, value, changed), "}");
  }
  if (text[0] === OPEN_BRACKET && Array.isArray(value) && Array.isArray(changed)) {
    return enclosed("[", elementsOf(text, value, changed), "]");
  }
  return Buffer.from(stringifyLossless(changed));
}

const COMMA = Buffer.from(",");

type Members = Readonly<Record<string, JsonValue | undefined>>;

function membersOf(text: Buffer, before: Members, after: Members): readonly Buffer[] {
  const members = new Map<string, Buffer>();
  const scanner = new JsonScanner(text);
  scanner.members(0, (name, at, start) => {
    const end = scanner.value(at);
    const [value, changed] = [before[name], Object.hasOwn(after, name) ? after[name] : undefined];
    if (end === NOT_JSON || value === undefined || changed === undefined) return end;
    const part = rewritten({ text: text.subarray(at, end), value }, changed);
    members.set(name, Buffer.concat([text.subarray(start, at), part]));
    return end;
  });
  const added = Object.entries(after).filter(([name, value]) => value !== undefined && !members.has(name));
  return [
    ...members.values(),
    ...added.map(([name, value]) => Buffer.from(`${JSON.stringify(name)}:${stringifyLossless(value ?? null)}`)),
  ];
}

/** Elements are compared by their index. */
function elementsOf(text: Buffer, before: readonly JsonValue[], after: readonly JsonValue[]): readonly Buffer[] {
  const texts = extractList(text, "")?.elements ?? [];
  return Array.from(after, (changed: JsonValue | undefined = null, index) => {
    const [part, value] = [texts[index], before[index]];
    if (part === undefined || value === undefined) return Buffer.from(stringifyLossless(changed));
    return rewritten({ text: part, value }, changed);
  });
}

function enclosed(open: string, parts: readonly Buffer[], close: string): Buffer {
  const separated = parts.flatMap((part, index) => (index === 0 ? [part] : [COMMA, part]));
  return Buffer.concat([Buffer.from(open), ...separated, Buffer.from(close)]);
}
