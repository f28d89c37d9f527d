/** The value of a query parameter. */
export type QueryValue = string | number | boolean | readonly (string | number)[] | null | undefined;

/** Query parameters. A list repeats its parameter; `undefined` and `null` omit it. */
export type Query = Readonly<Record<string, QueryValue>>;

/** The parameters as a URL and a form write them, without a question mark. */
export function queryText(query: Query): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === null) continue;
    for (const item of Array.isArray(value) ? value : [value]) params.append(name, String(item));
  }
  return params.toString();
}
