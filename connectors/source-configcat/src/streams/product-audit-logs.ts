import { integer, key, path, record, type Slice, text } from "@sluice/core";
import { auditLogFields, auditLogPages, windowQuery, windowsUntil } from "../audit-log.js";
import { ConfigCatStream } from "../stream.js";
import { Products } from "./products.js";

export const productAuditLog = record({ productId: key(text), auditLogId: key(integer), ...auditLogFields });

export class ProductAuditLogs extends ConfigCatStream<typeof productAuditLog> {
  readonly name = "product_audit_logs";
  readonly description =
    "Who changed what in each product: the entries of audit_logs that are about it, for users who may not see the organization's log.";
  readonly schema = productAuditLog;
  readonly primaryKey = ["productId", "auditLogId"];
  protected override readonly inject = ["productId"];
  protected override readonly recordsAt = "data?";
  protected override readonly paginator = auditLogPages;
  protected override readonly distinct = true;

  protected override slices() {
    const windows = windowsUntil(Date.now());
    return this.each(Products, ({ productId }) => windows.map((window) => ({ productId, ...window })));
  }

  protected path({ productId }: Slice) {
    return path`v2/products/${productId}/auditlogs`;
  }

  protected override query(slice: Slice) {
    return windowQuery(slice);
  }
}
