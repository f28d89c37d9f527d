import type { JsonObject } from "@sluice/core";

/** A record as a file has it: CSV and XML have texts only. */
export type Row = Readonly<Record<string, string | null>>;

export const campaigns = ["Herbst & Straße", 'Search, "brand"', "Retargeting"].map((name, index) => ({
  id: `00${index + 41}`, // a number would lose its zeros
  name,
  status: index === 2 ? "paused" : "active",
}));

const IDS = campaigns.map(({ id }) => id);
const FIRST_DAY_MS = Date.UTC(2026, 8, 5);
const DAYS = 57;

/** For each day of two months and each campaign; the first campaign's spend is not known on Sundays. */
export const spend: readonly Row[] = Array.from({ length: DAYS }, (_, day) => {
  const date = new Date(FIRST_DAY_MS + day * 86_400_000);
  return IDS.map((campaign_id, index) => ({
    campaign_id,
    date: date.toISOString().slice(0, 10),
    currency: "EUR",
    impressions: String(1000 * index + day),
    clicks: String(day % 7),
    spend: index === 0 && date.getUTCDay() === 0 ? null : `${day}.${index}0`,
  }));
}).flat();

/** The third campaign has none. */
export const conversions = IDS.slice(0, 2).flatMap((campaign_id, index) =>
  Array.from({ length: 5 }, (_, row) => ({
    campaign_id,
    id: 1 + row,
    goal: index === 0 ? "purchase" : "sign-up\nnewsletter",
    value: index === 0 ? 19.99 + row : null,
    converted_at: `2026-10-0${row + 1}T08:30:00+02:00`,
  })),
);

export const invoices = ["09", "10"].map((month, index) => ({
  number: `0000${month}`,
  issued_on: `2026-${month}-30`,
  total: `${1000 + index}.50`,
  campaign_ids: IDS.slice(index),
}));

/** Stream → the records that the connector must emit. */
export const account = new Map<string, readonly JsonObject[]>([
  ["campaigns", campaigns],
  ["daily_spend", spend.map((row) => ({ ...row, ...numbersOf(row, ["impressions", "clicks", "spend"]) }))],
  ["conversions", conversions],
  ["invoices", invoices.map((invoice) => ({ ...invoice, currency: "EUR", total: Number(invoice.total) }))],
]);

function numbersOf(row: Row, names: readonly string[]): JsonObject {
  return Object.fromEntries(names.map((name) => [name, row[name] == null ? null : Number(row[name])]));
}
