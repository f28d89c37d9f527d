import type { JsonObject } from "@sluice/core";
import { before, cycled, DAY_MS, NOW } from "./account-ids.js";
import { editors, type Person } from "./account-people.js";
import type { Product, Setting } from "./account-types.js";

export interface ChangeRequest {
  readonly id: number;
  readonly title: string;
  readonly configId: string;
  readonly environmentId: string;
  readonly settings: readonly Setting[];
  readonly isOpen: boolean;
  readonly approveRequired: boolean;
  readonly record: JsonObject;
}

const COUNT = 28;
const TITLES = ["Open checkout to all", "Lower the discount", "テーマを戻す", "Gift wrap: off again"] as const;
const STATUSES = ["open", "applied", "closed", "applied"] as const;

/**
 * The change requests of the one product that takes part in the beta, newest first; undefined for the others. More than the
 * default page holds, fewer than the largest.
 */
export function changeRequestsOf(product: Product): readonly ChangeRequest[] | undefined {
  if (product.name !== "Web shop") return undefined;
  return Array.from({ length: COUNT }, (_, index) => changeRequest(product, index)).reverse();
}

function changeRequest({ configs, environments }: Product, index: number): ChangeRequest {
  const config = configs[0];
  const environment = environments[index % 2];
  const settings = (config?.settings ?? []).filter((_, position) => position % 7 === index % 7);
  const status = cycled(STATUSES, index);
  const approveRequired = environment?.approveRequired ?? false;
  const id = 50 + index;
  const title = cycled(TITLES, index);
  const creator = cycled(editors, index);
  const createdAt = before(NOW, (COUNT - index) * 3 * DAY_MS);
  const record = {
    changeRequestId: id,
    changeRequestStatus: status,
    needsAttention: index % 8 === 4,
    title,
    reason: index % 3 === 0 ? null : "As agreed with the team",
    applyAt: index % 8 === 0 ? before(NOW, -7 * DAY_MS) : null,
    createdAt,
    creatorUserEmail: creator.email,
    creatorUserFullName: creator.fullName,
    creatorUserId: creator.userId,
    affectedSettingKeys: settings.map(({ key }) => key),
    commentCount: index % 5,
    approved: status === "applied",
    conflictCount: index % 8 === 4 ? 1 : 0,
    bypassApproval: index % 9 === 1,
    ...outcome("applied", status === "applied" ? cycled(editors, index + 1) : undefined, createdAt),
    ...outcome("closed", status === "closed" ? creator : undefined, createdAt),
  };
  return {
    id,
    title,
    configId: config?.id ?? "",
    environmentId: environment?.id ?? "",
    settings,
    isOpen: status === "open",
    approveRequired,
    record,
  };
}

/** `appliedAt`, `appliedByUserId` and so on, a day after the request was made; null where it has not come to that. */
function outcome(verb: "applied" | "closed", by: Person | undefined, createdAt: string): JsonObject {
  return {
    [`${verb}At`]: by === undefined ? null : before(createdAt, -DAY_MS),
    [`${verb}ByUserId`]: by?.userId ?? null,
    [`${verb}ByUserEmail`]: by?.email ?? null,
    [`${verb}ByUserFullName`]: by?.fullName ?? null,
  };
}
