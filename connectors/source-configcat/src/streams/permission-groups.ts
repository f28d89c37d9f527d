import { path, type Slice, s } from "@sluice/core";
import { environmentFields, productObject } from "../shapes.js";
import { ConfigCatStream } from "../stream.js";
import { Products } from "./products.js";

export class PermissionGroups extends ConfigCatStream {
  readonly name = "permission_groups";
  readonly description = "Permission groups of each product and what they allow.";
  readonly schema = s.record({
    permissionGroupId: s.key(s.integer),
    product: productObject,
    name: s.string,
    canManageMembers: s.boolean,
    canCreateOrUpdateConfig: s.boolean,
    canDeleteConfig: s.boolean,
    canCreateOrUpdateEnvironment: s.boolean,
    canDeleteEnvironment: s.boolean,
    canCreateOrUpdateSetting: s.boolean,
    canTagSetting: s.boolean,
    canDeleteSetting: s.boolean,
    canCreateOrUpdateTag: s.boolean,
    canDeleteTag: s.boolean,
    canManageWebhook: s.boolean,
    canUseExportImport: s.boolean,
    canManageProductPreferences: s.boolean,
    canManageIntegrations: s.boolean,
    canViewSdkKey: s.boolean,
    canRotateSdkKey: s.boolean,
    canCreateOrUpdateSegments: s.boolean,
    canDeleteSegments: s.boolean,
    canViewProductAuditLog: s.boolean,
    canViewProductStatistics: s.boolean,
    canDisable2FA: s.boolean,
    accessType: s.string.describe("readOnly, full or custom."),
    newEnvironmentAccessType: s.string.describe("full, readOnly or none."),
    environmentAccesses: s.array(
      s.object({
        environmentId: s.refers(s.string, "environments"),
        ...environmentFields,
        environmentAccessType: s.string.describe("full, readOnly or none."),
      }),
    ),
    approvalPermissionType: s.string.describe("cannotApprove, canApproveOthers, canBypassApproval or custom."),
    newEnvironmentApprovalPermissionType: s.string.describe("cannotApprove, canApproveOthers or canBypassApproval."),
    environmentApprovalPermissions: s.array(
      s.object({ environmentId: s.refers(s.string, "environments"), environmentApprovalPermissionType: s.string }),
    ),
  });
  readonly primaryKey = ["permissionGroupId"];

  override slices() {
    return this.each(Products, ({ productId }) => ({ productId }));
  }

  path({ productId }: Slice) {
    return path`v1/products/${productId}/permissions`;
  }
}
