import type { JsonObject } from "@sluice/core";

/** Stream → its records as the connector must emit them. @param contacts how many people the account has. */
export function accountOf(contacts: number): ReadonlyMap<string, readonly JsonObject[]> {
  return new Map([
    ["contacts", times(contacts, contact)],
    ["deals", times(110, deal)],
    ["notes", times(120, note)],
    ["forecasts", times(12, forecast)],
  ]);
}

function contact(index: number): JsonObject {
  const company = ["Läden & Märkte", 'Acme "Web" Ltd', null][index % 3] ?? null;
  return {
    ...dated(index),
    email: `p${index}@example.com`,
    full_name: index % 7 === 0 ? null : `Ada № ${index}`,
    company,
  };
}

function deal(index: number): JsonObject {
  const stage = ["open", "won", "lost"][index % 3] ?? "";
  return { ...dated(index * 2), contact_id: 1000 + index, stage, amount: index % 5 === 0 ? null : index * 99.5 };
}

function note(index: number): JsonObject {
  const author = index % 11 === 0 ? null : { name: "Łucja" };
  return {
    id: `n${index}`,
    created_at: hoursAgo(index),
    body: `Called,\n"${index}"`,
    contact: { id: 1000 + index },
    author,
  };
}

function forecast(index: number): JsonObject {
  return { month: `2026-${String(index + 1).padStart(2, "0")}`, expected: index * 1000.25, best_case: index * 2000 };
}

/** The order by ID is not the order by time. */
function dated(index: number): JsonObject {
  return { id: 1000 + index, updated_at: hoursAgo((index * 37) % 500) };
}

/** Before the fake's present. */
function hoursAgo(hours: number): string {
  return new Date(Date.parse("2026-06-01T12:00:00.250Z") - hours * 3_600_000).toISOString();
}

function times(count: number, make: (index: number) => JsonObject): readonly JsonObject[] {
  return Array.from({ length: count }, (_, index) => make(index));
}
