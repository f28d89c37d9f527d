/**
 * Cuts records out of a JSON body, so that each goes to stdout as the API sent it: every digit of a number survives, and
 * nothing is written anew. Works on UTF-8 bytes that `JSON.parse` has accepted.
 */
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const SPACE = 0x20;

/** The elements of the array at a dotted path, as views on the body; undefined if there is no array. */
export function cutList(body: Buffer, path: string): Buffer[] | undefined {
  let at = skipBlanks(body, 0);
  for (const name of path === "" ? [] : path.split(".")) {
    const value = valueStart(body, at, name);
    if (value === undefined) return undefined;
    at = value;
  }
  if (body[at] !== OPEN_BRACKET) return undefined;
  const elements: Buffer[] = [];
  at = skipBlanks(body, at + 1);
  while (body[at] !== CLOSE_BRACKET) {
    const end = skipValue(body, at);
    elements.push(oneLine(body.subarray(at, end)));
    at = skipBlanks(body, end);
    if (body[at] === COMMA) at = skipBlanks(body, at + 1);
  }
  return elements;
}

/** The whole body as one record. */
export function cutWhole(body: Buffer): Buffer {
  const start = skipBlanks(body, 0);
  return oneLine(body.subarray(start, skipValue(body, start)));
}

/** Where the value of a key starts in the object at `at`. Of repeated keys the last counts, as in `JSON.parse`. */
function valueStart(body: Buffer, at: number, name: string): number | undefined {
  if (body[at] !== OPEN_BRACE) return undefined;
  let found: number | undefined;
  let next = skipBlanks(body, at + 1);
  while (body[next] !== CLOSE_BRACE) {
    const keyEnd = skipString(body, next);
    const isName = (JSON.parse(body.toString("utf8", next, keyEnd)) as string) === name;
    const colon = skipBlanks(body, keyEnd);
    const value = skipBlanks(body, body[colon] === COLON ? colon + 1 : colon);
    if (isName) found = value;
    next = skipBlanks(body, skipValue(body, value));
    if (body[next] === COMMA) next = skipBlanks(body, next + 1);
  }
  return found;
}

function skipBlanks(body: Buffer, from: number): number {
  let at = from;
  while ((body[at] ?? COMMA) <= SPACE) at++;
  return at;
}

/** The end of the string that opens at `at`. */
function skipString(body: Buffer, at: number): number {
  let end = at + 1;
  while (body[end] !== QUOTE) end += body[end] === BACKSLASH ? 2 : 1;
  return end + 1;
}

function skipValue(body: Buffer, at: number): number {
  const first = body[at];
  if (first === QUOTE) return skipString(body, at);
  if (first !== OPEN_BRACE && first !== OPEN_BRACKET) return skipScalar(body, at);
  let depth = 0;
  let end = at;
  do {
    const byte = body[end];
    if (byte === QUOTE) {
      end = skipString(body, end);
      continue;
    }
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++;
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth--;
    end++;
  } while (depth > 0);
  return end;
}

function skipScalar(body: Buffer, at: number): number {
  let end = at;
  for (; end < body.length; end++) {
    const byte = body[end] ?? SPACE;
    if (byte <= SPACE || byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET) break;
  }
  return end;
}

/** A pretty-printed record on one line: line breaks stand between tokens only, for JSON escapes them inside strings. */
function oneLine(record: Buffer): Buffer {
  if (!record.includes(0x0a) && !record.includes(0x0d)) return record;
  const line = Buffer.allocUnsafe(record.length);
  let length = 0;
  for (let at = 0; at < record.length; ) {
    const end = record[at] === QUOTE ? skipString(record, at) : at + 1;
    if ((record[at] ?? 0) > SPACE) length += record.copy(line, length, at, end);
    at = end;
  }
  return line.subarray(0, length);
}
