import { flag, integer, key, list, object, path, record, refers, type Slice, text } from "@sluice/core";
import { productObject } from "../shapes.js";
import { ConfigCatStream } from "../stream.js";
import { Products } from "./products.js";

export const permissionGroup = record({
  permissionGroupId: key(integer),
  product: productObject,
  name: text,
  canManageMembers: flag,
  canCreateOrUpdateConfig: flag,
  canDeleteConfig: flag,
  canCreateOrUpdateEnvironment: flag,
  canDeleteEnvironment: flag,
  canCreateOrUpdateSetting: flag,
  canTagSetting: flag,
  canDeleteSetting: flag,
  canCreateOrUpdateTag: flag,
  canDeleteTag: flag,
  canManageWebhook: flag,
  canUseExportImport: flag,
  canManageProductPreferences: flag,
  canManageIntegrations: flag,
  canViewSdkKey: flag,
  canRotateSdkKey: flag,
  canCreateOrUpdateSegments: flag,
  canDeleteSegments: flag,
  canViewProductAuditLog: flag,
  canViewProductStatistics: flag,
  canDisable2FA: flag,
  accessType: text.describe("readOnly, full or custom."),
  newEnvironmentAccessType: text.describe("full, readOnly or none."),
  environmentAccesses: list(
    object({
      environmentId: refers(text, "environments"),
      name: text,
      color: text,
      description: text,
      order: integer,
      reasonRequired: flag,
      approveRequired: flag,
      environmentAccessType: text.describe("full, readOnly or none."),
    }),
  ),
  approvalPermissionType: text.describe("cannotApprove, canApproveOthers, canBypassApproval or custom."),
  newEnvironmentApprovalPermissionType: text.describe("cannotApprove, canApproveOthers or canBypassApproval."),
  environmentApprovalPermissions: list(
    object({ environmentId: refers(text, "environments"), environmentApprovalPermissionType: text }),
  ),
});

export class PermissionGroups extends ConfigCatStream<typeof permissionGroup> {
  readonly name = "permission_groups";
  readonly description = "Permission groups of each product and what they allow.";
  readonly schema = permissionGroup;
  readonly primaryKey = ["permissionGroupId"];

  protected override slices() {
    return this.each(Products, ({ productId }) => ({ productId }));
  }

  protected path({ productId }: Slice) {
    return path`v1/products/${productId}/permissions`;
  }
}
