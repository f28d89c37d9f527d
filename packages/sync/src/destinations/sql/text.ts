/** A name as SQL takes it, whatever characters it has. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as SQL takes it, without NUL, which no database takes. Backslashes are ordinary characters, in our Postgres sessions too. */
export function text(value: string | undefined): string {
  return value === undefined ? "NULL" : `'${value.replaceAll("'", "''").replaceAll("\0", "")}'`;
}
