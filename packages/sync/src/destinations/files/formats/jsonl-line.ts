import { isUtf8 } from "node:buffer";
import { randomUUID } from "node:crypto";
import { JsonScanner, NOT_JSON } from "@sluice/core/json";
import { OWN_COLUMNS } from "../../../tables/table.js";
import { repairedLine } from "../../repair.js";

const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const COMMA = Buffer.from(",");

/** Objects within objects are looked into so far. */
const DEPTH = 64;

/**
 * A line of a batch as it lands, in pieces: our own members, then the record's, byte for byte.
 *
 * @throws Error if it is not JSON.
 */
export function landedLine(line: Buffer): readonly Buffer[] {
  const isClean = isUtf8(line) && !line.includes("\\u");
  const found = isClean ? partsOf(line) : undefined;
  // what databases refuse is repaired here too: not every reader of JSON takes it
  const { emittedAt, record } = found?.hasRepeats === false ? found : partsOf(repairedLine(line, false));
  const head = Buffer.from(`{"${OWN_COLUMNS.id}":"${randomUUID()}","${OWN_COLUMNS.syncedAt}":${momentOf(emittedAt)}`);
  const first = new JsonScanner(record).blanks(1);
  const members = record.subarray(1);
  return record[first] === CLOSE_BRACE ? [head, members] : [head, COMMA, members];
}

/** The record of a line and when it was emitted, as JSON, and whether an object in it has two members of one name, lists aside. */
function partsOf(line: Buffer) {
  const scanner = new JsonScanner(line);
  let emittedAt = "null";
  let record: Buffer | undefined;
  let hasRepeats = false;
  const walk = (at: number, depth: number): number => {
    if (line[at] !== OPEN_BRACE || depth > DEPTH) return scanner.value(at);
    const names = new Set<string>();
    let members = 0;
    const end = scanner.members(at, (name, from) => {
      const to = walk(from, depth + 1);
      if (depth === 0 && to !== NOT_JSON) {
        if (name === "e") emittedAt = line.toString("latin1", from, to);
        if (name === "d") record = line.subarray(from, to);
      }
      names.add(name);
      members++;
      return to;
    });
    hasRepeats ||= names.size < members;
    return end;
  };
  if (walk(0, 0) !== line.length || record === undefined) throw new Error("A record is not JSON.");
  return { emittedAt, record, hasRepeats };
}

/** Milliseconds since the epoch as an ISO time, in JSON. */
function momentOf(emittedAt: string): string {
  const date = new Date(emittedAt === "null" ? Number.NaN : Number(emittedAt));
  return Number.isNaN(date.getTime()) ? "null" : `"${date.toISOString()}"`;
}

/**
 * The values of a key's fields, as one text: two lines have one key if these are equal. Numbers are compared by their digits, so
 * that none is lost; one that is missing is null.
 */
export function keyIn(line: Buffer, fields: readonly string[]): string {
  const scanner = new JsonScanner(line);
  const values = new Map<string, string>();
  scanner.members(0, (name, from) => {
    const to = scanner.value(from);
    if (!fields.includes(name) || to === NOT_JSON) return to;
    values.set(name, plain(line.toString("utf8", from, to)));
    return values.size === fields.length ? NOT_JSON : to; // the rest need not be looked at
  });
  return fields.map((field) => values.get(field) ?? "null").join(",");
}

/** A text in one spelling: sources and their libraries escape letters as they like. */
function plain(json: string): string {
  return json.startsWith('"') && json.includes("\\") ? JSON.stringify(JSON.parse(json)) : json;
}
