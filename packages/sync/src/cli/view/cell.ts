/** A JSON value as a table shows it: a string without its quotes, all else as it was written, every digit of it. */
export function cellOf(json: string): string {
  return json.startsWith('"') ? String(JSON.parse(json)) : json;
}
