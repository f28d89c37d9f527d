import type { JsonObject } from "@sluice/core";
import { before, cycled, NOW } from "./account-ids.js";
import { editors } from "./account-people.js";
import type { Organization, Product } from "./account-types.js";

/** A row of an audit log, as text: its id may be longer than a number of JavaScript can hold. */
export interface AuditRow {
  readonly atMs: number;
  readonly type: string;
  /** What a request may ask for; the row itself does not say it. Undefined where it concerns more than one. */
  readonly productId?: string | undefined;
  readonly configId?: string | undefined;
  readonly environmentId?: string | undefined;
  readonly json: string;
}

/** Types of events, with their plain names, and whether they happen in a config and in an environment. */
const EVENTS = [
  ["settingValueChanged", "Setting value changed", "environment"],
  ["settingCreated", "Setting created", "config"],
  ["settingValueChanged", "Setting value changed", "environment"],
  ["settingChanged", "Setting changed", "config"],
  ["tagAdded", "Tag added", "product"],
  ["environmentChanged", "Environment changed", "product"],
  ["settingTagAdded", "Tag added to setting", "config"],
  ["codeReferencesUploaded", "Code references uploaded", "config"],
  ["teamMemberInvited", "Team member invited", "product"],
  ["segmentChanged", "Segment changed", "product"],
  ["apiKeyAdded", "SDK key added", "environment"],
] as const;

const MEMBER_EVENTS = [
  ["organizationMemberJoined", "Organization member joined", "organization"],
  ["publicApiAccessTokenAdded", "Public API credential added", "organization"],
  ["organizationChanged", "Organization changed", "organization"],
] as const;

/** How many rows an organization's log has: one needs three pages of the largest size, the other one. */
const LENGTHS: Readonly<Record<string, number>> = { "Northwind Labs": 260, "Blåhaj Studio": 23 };
/** Ids start beyond 32 bits. The newest two of the longer log are beyond 2^53, where doubles skip every other number. */
const FIRST_ID = 5_012_345_000;
const LONG_IDS = ["9007199254740995", "9007199254740993"] as const;
const STEP_MS = 8_963_137;

/** An organization's log, newest first. All rows are of the last four weeks. */
export function auditLogOf(organization: Organization): readonly AuditRow[] {
  const { name, position } = organization;
  const length = LENGTHS[name] ?? 0;
  return Array.from({ length }, (_, age) => {
    const longId = position === 0 ? LONG_IDS[age] : undefined;
    const id = longId ?? String(FIRST_ID + 100_000 * position + (length - age) * 7);
    return row({ organization, id, age });
  });
}

interface Place {
  readonly organization: Organization;
  readonly id: string;
  /** 0 is the newest. */
  readonly age: number;
}

/** Rows 41 and 42 happened at the same moment; row 43 has no user. */
function row({ organization, id, age }: Place): AuditRow {
  const product = productOf(organization, age);
  const [type, title, scope] = product === undefined ? cycled(MEMBER_EVENTS, age) : cycled(EVENTS, age);
  const config =
    scope === "config" || scope === "environment" ? product?.configs[age % product.configs.length] : undefined;
  const environment = scope === "environment" ? product?.environments[age % product.environments.length] : undefined;
  const steps = age === 42 ? 41 : age;
  const moment = withFraction(before(NOW, 3_600_000 + steps * STEP_MS), steps);
  const record = {
    auditLogDateTime: moment,
    auditLogTypeEnum: type,
    truncated: age % 50 === 49,
    modelVersion: age < 200 ? 2 : 1,
    auditLogType: title,
    ...author(age),
    where: [product ?? organization, config, environment].flatMap((one) => one?.name ?? []).join(" / "),
    why: age === 43 || age % 3 === 0 ? null : `Ticket SHOP-${age}: «so vereinbart»`,
    actionTarget: config?.settings[age % config.settings.length]?.key ?? product?.name ?? organization.name,
    details: JSON.stringify({ before: age % 2 === 0, after: age % 2 !== 0, note: age % 50 === 49 ? "…" : "" }),
  };
  const json = `{"auditLogId":${id},${JSON.stringify(record).slice(1)}`;
  const ids = { productId: product?.id, configId: config?.id, environmentId: environment?.id };
  return { atMs: Date.parse(moment), type, ...ids, json };
}

/** One row in ten concerns the organization itself, and most others its first product. */
function productOf({ products }: Organization, age: number): Product | undefined {
  const used = products.filter(({ configs }) => configs.length > 0);
  const place = age % 10 === 0 ? -1 : age % 10 < 7 ? 0 : (age % 10) - 6;
  return place < 0 ? undefined : (used[place] ?? used[0]);
}

/** The API does not promise a number of fraction digits: 3, 7 or none here. */
function withFraction(moment: string, step: number): string {
  if (step % 3 === 0) return moment;
  return step % 3 === 1 ? moment.replace("Z", "5000Z") : moment.replace(/\.\d+Z$/, "Z");
}

function author(age: number): JsonObject {
  if (age === 43) return { userEmail: null, userName: "ConfigCat" };
  const { email, fullName } = cycled(editors, age);
  return { userEmail: email, userName: fullName };
}
