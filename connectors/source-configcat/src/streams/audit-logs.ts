import { path, type Slice, s } from "@sluice/core";
import { auditLogCursor, auditLogFields, auditLogPages } from "../audit-log.js";
import { ConfigCatStream } from "../stream.js";
import { Organizations } from "./organizations.js";

export class AuditLogs extends ConfigCatStream {
  readonly name = "audit_logs";
  readonly description =
    "Who changed what in each organization and all its products, as far back as the plan keeps it.";
  readonly schema = s.record({
    organizationId: s.refers(s.key(s.string), "organizations"),
    auditLogId: s.key(s.integer),
    ...auditLogFields,
  });
  readonly primaryKey = ["organizationId", "auditLogId"];
  override readonly addParentFields = ["organizationId"];
  override readonly recordsAt = "data?";
  override readonly paginator = auditLogPages;
  override readonly cursor = auditLogCursor(this.config);
  override readonly dedupe = true;

  override slices() {
    return this.each(Organizations, ({ organizationId }) => ({ organizationId }));
  }

  path({ organizationId }: Slice) {
    return path`v2/organizations/${organizationId}/auditlogs`;
  }
}
