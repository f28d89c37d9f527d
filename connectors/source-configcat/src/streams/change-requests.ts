import { flag, integer, key, list, PageNumber, path, record, refers, type Slice, text, timestamp } from "@sluice/core";
import { ConfigCatStream } from "../stream.js";
import { Products } from "./products.js";

export const changeRequest = record({
  changeRequestId: key(integer),
  productId: refers(key(text), "products"),
  changeRequestStatus: text.describe("open, applied or closed."),
  needsAttention: flag,
  title: text,
  reason: text,
  applyAt: timestamp.describe("When it is to be applied; null if no time is set."),
  createdAt: timestamp,
  creatorUserEmail: text,
  creatorUserFullName: text,
  creatorUserId: text,
  affectedSettingKeys: list(text),
  commentCount: integer,
  approved: flag,
  conflictCount: integer,
  bypassApproval: flag,
  appliedAt: timestamp,
  appliedByUserId: text,
  appliedByUserEmail: text,
  appliedByUserFullName: text,
  closedAt: timestamp,
  closedByUserId: text,
  closedByUserEmail: text,
  closedByUserFullName: text,
});

export class ChangeRequests extends ConfigCatStream<typeof changeRequest> {
  readonly name = "change_requests";
  readonly description = "Change requests of each product, a closed beta that most accounts do not have.";
  readonly schema = changeRequest;
  readonly primaryKey = ["changeRequestId"];
  protected override readonly inject = ["productId"];
  protected override readonly recordsAt = "changeRequests.data?";
  protected override readonly paginator = new PageNumber({
    param: "pageNumber",
    size: { param: "pageSize", value: 100 },
    hasMore: "changeRequests.paging.hasNext",
  });
  protected override readonly optional = true;

  protected override slices() {
    return this.each(Products, ({ productId }) => ({ productId }));
  }

  protected path({ productId }: Slice) {
    return path`v2/products/${productId}/change-requests`;
  }
}
