import type { JsonObject } from "@sluice/core";
import { before, cycled, HOUR_MS, idOf, times } from "./account-ids.js";
import { idIn, plain, type Row } from "./account-types.js";

const FIRST = ["Mara", "Ola", "Jürgen", "Zoë", "Nguyễn", "Søren", "愛子", "Ana", "O'Brien", "İpek", "Łukasz"] as const;
const LAST = [
  "Lind",
  "Berg",
  "Müller",
  "Ng",
  "Åström",
  "d'Arc",
  "Çelik",
  "Okafor",
  "山田",
  "Ruiz",
  "Petrov",
  "Wu",
  "Ødegård",
] as const;
const COMPANIES = ["Acme", "Blåbær AS", "Foo & Bar", 'The "Best" Co', "Größe GmbH", "東京商事", "Initech"] as const;
const CITIES = ["Oslo", null, "Zürich", "Łódź", null, "São Paulo", "東京"] as const;

/** More than two pages. The first is of an account that knows no mailboxes, as in the older of the two documents. */
export const users: readonly Row[] = times(53, (index) => {
  const first = cycled(FIRST, index);
  const basics = {
    id: idOf("u", index),
    name: `${first} ${cycled(LAST, index)}`,
    email: `user${index}@example.test`,
    activated: index % 9 !== 4,
    default_mailbox_id: index % 7 === 3 ? null : idOf("mbox", index),
    salesforce_id: index % 5 === 0 ? `005Ax${index}` : null,
  };
  const mailboxes = times(index % 3, (box) => ({
    id: box === 0 ? idOf("mbox", index) : idOf("mbox", `${index} ${box}`),
    email: box === 0 ? basics.email : `user${index}+${box}@example.test`,
    campaign_ids: box === 0 ? [idOf("c", index)] : [],
  }));
  return plain(index === 0 ? basics : { ...basics, mailboxes: [...mailboxes] });
});

export const statuses: readonly Row[] = [
  "active",
  "engaged",
  "replied",
  "bounced",
  "optedout",
  "Niet geïnteresseerd",
].map((name) => plain({ id: idOf("lss", name), name }));

const BUILT_IN = ["email", "first_name", "last_name", "company_name", "address", "city", "state", "country", "phone"];
const OF_THEIR_OWN = ["tier", "employees", "Größe", "renewal_date", "interests", "is_partner"];

export const fields: readonly Row[] = [...BUILT_IN, ...OF_THEIR_OWN].map((name) =>
  plain({ id: idOf("lcf", name), name, label: name.charAt(0).toUpperCase() + name.slice(1).replaceAll("_", " ") }),
);

/** Two ids that differ in the case of one letter only: they are two leads. */
const ALIKE: Readonly<Record<number, string>> = { 17: "l_2Wd8KeXY", 18: "l_2wd8KeXY" };

/** Twelve pages. */
export const leads: readonly Row[] = times(1137, (index) => {
  const status = cycled(["active", "active", "engaged", "replied", "active", "bounced", "optedout"], index);
  const sentCount = (index * 7) % 12;
  const email = `lead${index}@${index % 13 === 0 ? "blocked.test" : "acme.test"}`;
  const record = {
    id: ALIKE[index] ?? idOf("l", index),
    status: index % 41 === 40 ? null : status,
    data: dataOf(index, email),
    ...(index % 29 === 28 ? {} : { creator_id: index % 6 === 5 ? null : idIn(userOf(index)) }),
    owner_id: index % 11 === 10 ? null : idIn(userOf(index * 3)),
    bounced: status === "bounced",
    optedout: status === "optedout",
    sent_count: sentCount,
    replied_count: status === "replied" ? 1 + (index % 3) : 0,
    last_sent_at: sentCount === 0 ? null : before(index * HOUR_MS),
  };
  const facts = {
    status: record.status ?? "",
    status_id: idOf("lss", status),
    email,
    created_at: before((index + 2000) * HOUR_MS),
    updated_at: before(index * HOUR_MS),
  };
  return { record, facts };
});

/** Keys of the company's own, of any type, and nulls. */
function dataOf(index: number, email: string): JsonObject {
  return {
    email,
    first_name: cycled(FIRST, index),
    last_name: index % 8 === 1 ? null : cycled(LAST, index * 5),
    company_name: cycled(COMPANIES, index),
    city: cycled(CITIES, index),
    phone: index % 3 === 0 ? `+47 22 ${10_000 + index}` : null,
    snippet: null,
    tier: index % 4 === 0 ? "gold" : null,
    ...(index % 5 === 0 ? { employees: index * 17, Größe: "groß", renewal_date: "2026-12-31" } : {}),
    ...(index % 50 === 7 ? { interests: ["ski", "«jazz»"], is_partner: true } : {}),
  };
}

export function userOf(index: number): Row {
  return users[index % users.length] ?? plain({});
}

export function leadOf(index: number): Row {
  return leads[index % leads.length] ?? plain({});
}

export const domains: readonly Row[] = times(130, (index) =>
  plain({ id: idOf("dom", index), name: index === 0 ? "blocked.test" : `no-${index}.example.test` }),
);

export const tags: readonly Row[] = times(70, (index) =>
  plain({ id: idOf("tag", index), name: index === 0 ? "vip" : `tag ${index} – ${cycled(CITIES, index) ?? "?"}` }),
);

export const webhookPlugin: JsonObject = {
  post_new_prospect: false,
  post_new_prospect_url: null,
  post_updated_prospect: false,
  post_updated_prospect_url: null,
  raw_events: true,
  raw_events_url: "https://hooks.example.test/p/märz",
  post_email_reply: true,
  post_email_reply_url: "https://hooks.example.test/r",
  post_email_opened: false,
  post_email_opened_url: null,
};
