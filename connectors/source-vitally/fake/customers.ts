import type { JsonObject } from "@sluice/core";
import { cycled, hoursAgo, type Row, stamped, times, uuid } from "./ids.js";

const LICENSES = ["active", "deactivated", "auto-created"] as const;
const NAMES = ["Ada Miles", "Björn Åkesson", "佐藤 花子", "Zoë O’Neill", "Иван Петров", "Ngọc Trần"] as const;

/** Members of the team. They have no time stamps. */
export const admins: readonly Row[] = times(103, (number) => ({
  id: uuid("admin", number),
  name: `${cycled(NAMES, number)} ${number}`,
  email: `admin${number}@example.com`,
  licenseStatus: cycled(LICENSES, number),
}));

const SEGMENTS = times(3, (number) => ({ id: uuid("segment", number), name: `Segment ${"★".repeat(number + 1)}` }));

/** Traits as integrations write them: dots in the keys, many types, unicode, HTML, nulls. */
export function traitsOf(number: number): JsonObject {
  return {
    "vitally.custom.renewalStage": cycled(["Negotiation", "Won 🎉", null], number),
    "hspot.contract_start_date": 1_743_465_600_000 + number,
    "hspot.practice_areas": ["retail", "online", "Größe & Gewicht"],
    "sfdc.Type": "Customer",
    "zendesk.résumé.html": '<p>«Schöne» <b title="a&quot;b">Grüße</b></p>\n',
    "vitally.custom.東京": number % 2 === 0,
    plan: cycled(["pro", "free"], number),
    score: number / 8,
    empty: null,
  };
}

/** Several kB of traits, as large customers have them. */
function richTraits(number: number): JsonObject {
  const many = times(60, (field) => [`sfdc.Field_${field}__c`, `Wert ${field}/${number}: ${"lorem ipsum ".repeat(5)}`]);
  return { ...traitsOf(number), ...Object.fromEntries(many) };
}

function keyRolesOf(number: number): JsonObject[] {
  if (number % 4 !== 0) return [];
  const moment = hoursAgo(9_000 + number);
  return [
    {
      id: uuid("key role entry", number),
      createdAt: moment,
      assignedAt: moment,
      keyRole: { id: uuid("key role", 0), label: "CSM", createdAt: hoursAgo(20_000) },
      vitallyUser: cycled(admins, number),
    },
  ];
}

/** What organizations and accounts have in common. */
function customer(kind: string, number: number) {
  return {
    ...stamped(kind, number),
    externalId: `${kind}-${number}`,
    csmId: cycled(admins, number).id,
    accountExecutiveId: null,
    mrr: number % 5 === 0 ? null : number * 100.25,
    nextRenewalDate: hoursAgo(-24 * number),
    trialEndDate: null,
    healthScore: (number % 101) / 10,
    npsDetractorCount: number % 3,
    npsPassiveCount: number % 4,
    npsPromoterCount: number % 5,
    npsScore: (number % 201) - 100,
    keyRoles: keyRolesOf(number),
    segments: SEGMENTS.slice(number % 4),
  };
}

export const organizations: readonly Row[] = times(104, (number) => ({
  ...customer("organization", number),
  name: `Northwind Holdings №${number}`,
  traits: traitsOf(number),
  [number % 10 === 9 ? "accountOwnerId" : "organizationOwnerId"]: cycled(admins, number).id,
  firstPaidDate: hoursAgo(8_000),
  churnedAt: null,
  usersCount: 2,
  accountsCount: 1,
}));

/** One account in five has churned; one in ten has traits of several kB. */
export const accounts: readonly Row[] = times(130, (number) => ({
  ...customer("account", number),
  name: `Läden & Märkte ${number}`,
  organizationId: cycled(organizations, number).id,
  accountOwnerId: cycled(admins, number).id,
  traits: number % 10 === 0 ? richTraits(number) : traitsOf(number),
  churnedAt: number % 5 === 3 ? hoursAgo(100 + number) : null,
  firstSeenTimestamp: hoursAgo(7_000 + number),
  lastSeenTimestamp: number % 7 === 0 ? null : hoursAgo(number),
  lastInboundMessageTimestamp: hoursAgo(30 + number),
  lastOutboundMessageTimestamp: null,
  usersCount: 1,
}));

/** An account inside another record: whole, save the key roles. */
export function inlinedAccount(number: number): Row {
  const { keyRoles: _, ...account } = cycled(accounts, number);
  return { ...account, id: cycled(accounts, number).id };
}

/** An organization inside another record. */
export function inlinedOrganization(number: number): Row {
  return cycled(organizations, number);
}

export const users: readonly Row[] = times(160, (number) => ({
  ...stamped("user", number),
  externalId: `user-${number}`,
  name: cycled(NAMES, number + 1),
  email: `user${number}@example.org`,
  avatar: null,
  traits: number % 3 === 0 ? {} : { "hspot.jobtitle": "Head of Ops", "vitally.custom.executiveSponsor": true },
  firstKnown: hoursAgo(8_000),
  joinDate: hoursAgo(8_000),
  lastSeenTimestamp: hoursAgo(number),
  lastInboundMessageTimestamp: null,
  lastOutboundMessageTimestamp: null,
  npsLastScore: number % 11,
  npsLastFeedback: "Quick replies 👍",
  npsLastRespondedAt: hoursAgo(400),
  unsubscribedFromConversations: number % 9 === 0,
  unsubscribedFromConversationsAt: null,
  deactivatedAt: null,
  permanentlyBounced: false,
  segments: [],
  accounts: [inlinedAccount(number)],
  organizations: number % 20 === 0 ? [inlinedOrganization(number)] : [],
}));

/** A user inside another record: without the companies. */
export function inlinedUser(number: number): Row {
  const { accounts: _, organizations: __, ...user } = cycled(users, number);
  return { ...user, id: cycled(users, number).id };
}
