import type { JsonObject } from "@sluice/core";
import { cycled, DAY, idsFrom, type Links, moment, stampsOf } from "./made-up.js";

const COMPANIES = [
  "Baton Rouge Consulting",
  "Northwind Retail",
  "Blåhaj Møbler",
  "Läden & Märkte",
  "東京物流",
  "Ortega e Hijos",
];

export const companyIds = idsFrom(3, COMPANIES.length);

const FIRST = ["Iris", "Dağhan", "Eva", "Jón", "李", 'Finn "Fi"', "Noor", "Zoë", "Ben", "Carla"] as const;
const LAST = ["Vale", "Şahin", "O'Brien", "Þórsson", "Gómez", "Ito", "Okafor"] as const;
const TITLES = ["Consultant", "Engagement manager", "Solutions architect", "Kundin"] as const;

export const userIds: readonly [number, ...number[]] = [12, ...idsFrom(14, 31)];

/** Those who work on projects; the rest are clients. */
export const team: readonly [number, ...number[]] = [12, ...userIds.slice(1, 12)];

export function companiesOf({ to }: Links): readonly JsonObject[] {
  return COMPANIES.map((name, index) => {
    const id = companyIds[index] ?? 0;
    return {
      id,
      _self: to("companies", id),
      name,
      type: index === 0 ? "internal" : "client",
      ...stampsOf(index * DAY, `company ${id}`),
    };
  });
}

/** The first user made all others; one has no avatar, no sign-up, no capacity and no department yet. */
export function usersOf({ to }: Links): readonly JsonObject[] {
  return userIds.map((id, index) => {
    const isTeam = team.includes(id);
    const isNew = index === 20;
    return {
      id,
      _self: to("users", id),
      first_name: cycled(FIRST, index),
      last_name: cycled(LAST, index),
      email: `person${id}@example.org`,
      account_type: isTeam ? "member" : "client",
      job_title: cycled(TITLES, index),
      company: to("companies", isTeam ? (companyIds[0] ?? 0) : (companyIds[1 + (index % 5)] ?? 0)),
      avatar_url: isNew || index % 3 === 0 ? null : `https://files.example.com/avatars/${id}.png`,
      created_by: index === 0 ? null : to("users", userIds[0]),
      signed_up_at: isNew ? null : moment(index * DAY, `sign-up ${id}`),
      capacity: isTeam ? 40 : null,
      department: isTeam && index % 2 === 1 ? { id: 2, name: "Delivery" } : null,
      ...stampsOf(index * DAY, `user ${id}`),
    };
  });
}
