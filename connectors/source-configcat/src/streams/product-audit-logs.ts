import { path, type Slice, s } from "@sluice/core";
import { auditLogCursor, auditLogFields, auditLogPages } from "../audit-log.js";
import { ConfigCatStream } from "../stream.js";
import { Products } from "./products.js";

export class ProductAuditLogs extends ConfigCatStream {
  readonly name = "product_audit_logs";
  readonly description =
    "Who changed what in each product: the entries of audit_logs that are about it, for users who may not see the organization's log.";
  readonly schema = s.record({
    productId: s.refers(s.key(s.string), "products"),
    auditLogId: s.key(s.integer),
    ...auditLogFields,
  });
  readonly primaryKey = ["productId", "auditLogId"];
  override readonly addParentFields = ["productId"];
  override readonly recordsAt = "data?";
  override readonly paginator = auditLogPages;
  override readonly cursor = auditLogCursor(this.config);
  override readonly dedupe = true;

  override slices() {
    return this.each(Products, ({ productId }) => ({ productId }));
  }

  path({ productId }: Slice) {
    return path`v2/products/${productId}/auditlogs`;
  }
}
