import { integer, key, path, record, refers, type Slice, text } from "@sluice/core";
import { auditLogCursor, auditLogFields, auditLogPages } from "../audit-log.js";
import { ConfigCatStream } from "../stream.js";
import { Organizations } from "./organizations.js";

export const auditLog = record({
  organizationId: refers(key(text), "organizations"),
  auditLogId: key(integer),
  ...auditLogFields,
});

export class AuditLogs extends ConfigCatStream<typeof auditLog> {
  readonly name = "audit_logs";
  readonly description =
    "Who changed what in each organization and all its products, as far back as the plan keeps it.";
  readonly schema = auditLog;
  readonly primaryKey = ["organizationId", "auditLogId"];
  protected override readonly inject = ["organizationId"];
  protected override readonly recordsAt = "data?";
  protected override readonly paginator = auditLogPages;
  override readonly cursor = auditLogCursor(this.config);
  protected override readonly distinct = true;

  protected override slices() {
    return this.each(Organizations, ({ organizationId }) => ({ organizationId }));
  }

  protected path({ organizationId }: Slice) {
    return path`v2/organizations/${organizationId}/auditlogs`;
  }
}
