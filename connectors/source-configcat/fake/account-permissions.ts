import type { JsonObject } from "@sluice/core";
import type { Environment, Product } from "./account-types.js";

export interface PermissionGroup {
  readonly id: number;
  readonly name: string;
  readonly record: JsonObject;
}

type Access = "full" | "readOnly" | "custom";

const RIGHTS = [
  "canManageMembers",
  "canCreateOrUpdateConfig",
  "canDeleteConfig",
  "canCreateOrUpdateEnvironment",
  "canDeleteEnvironment",
  "canCreateOrUpdateSetting",
  "canTagSetting",
  "canDeleteSetting",
  "canCreateOrUpdateTag",
  "canDeleteTag",
  "canManageWebhook",
  "canUseExportImport",
  "canManageProductPreferences",
  "canManageIntegrations",
  "canViewSdkKey",
  "canRotateSdkKey",
  "canCreateOrUpdateSegments",
  "canDeleteSegments",
  "canViewProductAuditLog",
  "canViewProductStatistics",
  "canDisable2FA",
] as const;

/** What those may who are neither in charge nor only looking. */
const CUSTOM_RIGHTS: readonly string[] = ["canCreateOrUpdateSetting", "canTagSetting", "canViewProductAuditLog"];

const GROUPS: Readonly<Record<string, readonly (readonly [name: string, access: Access])[]>> = {
  "Web shop": [
    ["Administrators", "full"],
    ["Developers", "custom"],
    ["Read only", "readOnly"],
  ],
  "Mobile app": [
    ["Administrators", "full"],
    ["Tester:innen", "custom"],
  ],
  "Läden & Märkte – 東京": [
    ["管理者", "full"],
    ["Developers", "custom"],
  ],
};

/** The permission groups of a product; each has one group with all rights. */
export function permissionGroupsOf(product: Product): readonly PermissionGroup[] {
  return (GROUPS[product.name] ?? [["Administrators", "full"] as const]).map(([name, access], index) => {
    const id = 4710 + 10 * product.position + index;
    return { id, name, record: record(product, { id, name, access }) };
  });
}

interface Spec {
  readonly id: number;
  readonly name: string;
  readonly access: Access;
}

function record(product: Product, { id, name, access }: Spec): JsonObject {
  const isAllowed = (right: string) => access === "full" || (access === "custom" && CUSTOM_RIGHTS.includes(right));
  const approval = access === "full" ? "canBypassApproval" : access === "custom" ? "custom" : "cannotApprove";
  const newEnvironment = access === "full" ? "canBypassApproval" : "cannotApprove";
  return {
    permissionGroupId: id,
    name,
    ...Object.fromEntries(RIGHTS.map((right) => [right, isAllowed(right)])),
    accessType: access,
    newEnvironmentAccessType: access === "custom" ? "none" : access,
    environmentAccesses: product.environments.map((environment) => environmentAccess(environment, access)),
    product: product.record,
    approvalPermissionType: approval,
    newEnvironmentApprovalPermissionType: newEnvironment,
    environmentApprovalPermissions: access === "custom" ? product.environments.map(approvalPermission) : [],
  };
}

function environmentAccess(environment: Environment, access: Access): JsonObject {
  const { name, color = null, description = null } = environment.record;
  const inCustom = environment.position === 0 ? "readOnly" : environment.position === 1 ? "full" : "none";
  return {
    environmentId: environment.id,
    name: name ?? null,
    color,
    description,
    order: environment.position,
    reasonRequired: environment.reasonRequired,
    approveRequired: environment.approveRequired,
    environmentAccessType: access === "custom" ? inCustom : access,
  };
}

function approvalPermission({ id, position }: Environment): JsonObject {
  return {
    environmentId: id,
    environmentApprovalPermissionType: position === 0 ? "cannotApprove" : "canApproveOthers",
  };
}
