import { AuditLogs } from "./audit-logs.js";
import { ChangeRequests } from "./change-requests.js";
import { CodeReferences } from "./code-references.js";
import { Configs } from "./configs.js";
import { DeletedSettings } from "./deleted-settings.js";
import { Environments } from "./environments.js";
import { Integrations } from "./integrations.js";
import { Me } from "./me.js";
import { OrganizationInvitations } from "./organization-invitations.js";
import { OrganizationLimitations } from "./organization-limitations.js";
import { OrganizationMembers } from "./organization-members.js";
import { OrganizationMembersV2 } from "./organization-members-v2.js";
import { Organizations } from "./organizations.js";
import { PermissionGroups } from "./permission-groups.js";
import { PredefinedVariations } from "./predefined-variations.js";
import { ProductAuditLogs } from "./product-audit-logs.js";
import { ProductInvitations } from "./product-invitations.js";
import { ProductMembers } from "./product-members.js";
import { ProductPreferences } from "./product-preferences.js";
import { Products } from "./products.js";
import { ProxyProfiles } from "./proxy-profiles.js";
import { SegmentDetails } from "./segment-details.js";
import { Segments } from "./segments.js";
import { SettingValues } from "./setting-values.js";
import { SettingValuesV2 } from "./setting-values-v2.js";
import { Settings } from "./settings.js";
import { StaleFlags } from "./stale-flags.js";
import { TagSettings } from "./tag-settings.js";
import { Tags } from "./tags.js";
import { Webhooks } from "./webhooks.js";

export * from "./audit-logs.js";
export * from "./change-requests.js";
export * from "./code-references.js";
export * from "./configs.js";
export * from "./deleted-settings.js";
export * from "./environments.js";
export * from "./integrations.js";
export * from "./me.js";
export * from "./organization-invitations.js";
export * from "./organization-limitations.js";
export * from "./organization-members.js";
export * from "./organization-members-v2.js";
export * from "./organizations.js";
export * from "./permission-groups.js";
export * from "./predefined-variations.js";
export * from "./product-audit-logs.js";
export * from "./product-invitations.js";
export * from "./product-members.js";
export * from "./product-preferences.js";
export * from "./products.js";
export * from "./proxy-profiles.js";
export * from "./segment-details.js";
export * from "./segments.js";
export * from "./setting-values.js";
export * from "./setting-values-v2.js";
export * from "./settings.js";
export * from "./stale-flags.js";
export * from "./tag-settings.js";
export * from "./tags.js";
export * from "./webhooks.js";

/** In the order in which `discover` lists them. */
export const streams = [
  Organizations,
  OrganizationMembers,
  OrganizationMembersV2,
  OrganizationInvitations,
  OrganizationLimitations,
  AuditLogs,
  ProxyProfiles,
  Products,
  ProductPreferences,
  Tags,
  TagSettings,
  Environments,
  Configs,
  Settings,
  SettingValues,
  SettingValuesV2,
  DeletedSettings,
  CodeReferences,
  PredefinedVariations,
  Segments,
  SegmentDetails,
  PermissionGroups,
  ProductMembers,
  ProductInvitations,
  Webhooks,
  Integrations,
  StaleFlags,
  ProductAuditLogs,
  ChangeRequests,
  Me,
];
