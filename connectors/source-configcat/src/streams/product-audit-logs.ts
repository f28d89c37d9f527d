import { integer, key, path, record, refers, type Slice, text } from "@sluice/core";
import { auditLogCursor, auditLogFields, auditLogPages } from "../audit-log.js";
import { ConfigCatStream } from "../stream.js";
import { Products } from "./products.js";

export const productAuditLog = record({
  productId: refers(key(text), "products"),
  auditLogId: key(integer),
  ...auditLogFields,
});

export class ProductAuditLogs extends ConfigCatStream<typeof productAuditLog> {
  readonly name = "product_audit_logs";
  readonly description =
    "Who changed what in each product: the entries of audit_logs that are about it, for users who may not see the organization's log.";
  readonly schema = productAuditLog;
  readonly primaryKey = ["productId", "auditLogId"];
  protected override readonly inject = ["productId"];
  protected override readonly recordsAt = "data?";
  protected override readonly paginator = auditLogPages;
  override readonly cursor = auditLogCursor(this.config);
  protected override readonly distinct = true;

  protected override slices() {
    return this.each(Products, ({ productId }) => ({ productId }));
  }

  protected path({ productId }: Slice) {
    return path`v2/products/${productId}/auditlogs`;
  }
}
