import type { JsonObject } from "@sluice/core";

/** A table of a customer; a test may change it. */
export interface Table {
  readonly id: string;
  readonly name: string;
  readonly fields: { readonly name: string; readonly type: string }[];
  readonly rows: JsonObject[];
}

/** A base with its tables. */
export interface Base {
  readonly id: string;
  readonly name: string;
  readonly tables: Table[];
}

export const members: readonly JsonObject[] = times(5, (index) => ({
  id: `usr${index + 1}`,
  email: index === 3 ? null : `user${index + 1}@acme.example`,
  groups: index === 0 ? ["owners", "everyone"] : ["everyone"],
}));

export const changes: readonly JsonObject[] = times(7, (index) => ({
  id: `chg${index + 1}`,
  at: Date.parse(before(500 - index * 50)),
  actor: `usr${(index % 5) + 1}`,
  table: "tblPeople",
  row: `row${index + 1}`,
}));

export function freshBases(): Base[] {
  const people = {
    id: "number",
    "Full name": "text",
    Born: "date",
    Admin: "checkbox",
    Groups: "choices",
    Photo: "files",
  };
  return [
    base("appSales", "Sales", [
      table("tblPeople", "People", people, 5, (index) => ({
        ...{ id: index * 10, "Full name": `„Zoë“ ${index}`, Born: "1990-01-31", Admin: index % 3 === 0 },
        ...{ Groups: ["a", "b"], Photo: [{ name: "me.png", url: "https://files.gridbase.example/me.png" }] },
      })),
      table("tblDeals", "Deals (2026)", { Title: "text", Worth: "number", Score: "rating" }, 9, (index) => ({
        ...{ Title: `Deal ${index}`, Worth: 12.5 * index, Score: index % 2 === 0 ? { stars: index } : index },
      })),
      table("tblNotes", "Notes", { Text: "text" }, 3, (index) => ({ Text: `A note\nof two lines, ${index}` })),
    ]),
    base("appNone", "Nothing yet", []),
    base("appStock", "Stock", [
      table("tblParts", "Parts", { Name: "text", Count: "number" }, 4, (index) => ({
        Name: `Part ${index}`,
        Count: index,
      })),
    ]),
  ];
}

/** The row as the connector must emit it; archived ones are left out. */
export function emitted(rows: readonly JsonObject[]): readonly JsonObject[] {
  return rows
    .filter(({ archived }) => archived === false)
    .map(({ id, created_at, modified_at, cells }) => ({
      ...{ _id: id ?? "", _created: created_at ?? "", _modified: modified_at ?? "" },
      ...(cells as JsonObject),
    }));
}

function base(id: string, name: string, tables: Table[]): Base {
  return { id, name, tables };
}

/** The third row of each table is archived. An empty cell is left out, as in the second row. */
function table(id: string, name: string, types: object, count: number, cellsOf: (index: number) => JsonObject): Table {
  const fields = Object.entries(types).map(([field, type]) => ({ name: field, type: String(type) }));
  const rows = times(count, (index) => ({
    id: `row${index + 1}`,
    created_at: before(1000 - index),
    modified_at: before(500 + index * 7),
    archived: index === 2,
    cells: index === 1 ? {} : cellsOf(index),
  }));
  return { id, name, fields, rows };
}

function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** So many hours before the fake's present. */
function before(hours: number): string {
  return new Date(Date.parse("2026-06-01T12:00:00Z") - hours * 3_600_000).toISOString();
}
