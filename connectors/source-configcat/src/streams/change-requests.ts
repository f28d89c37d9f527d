import { PageNumberPaginator, path, type Slice, s, when } from "@sluice/core";
import { ConfigCatStream, REFUSED } from "../stream.js";
import { Products } from "./products.js";

export class ChangeRequests extends ConfigCatStream {
  readonly name = "change_requests";
  readonly description = "Change requests of each product, a closed beta that most accounts do not have.";
  readonly schema = s.record({
    changeRequestId: s.key(s.integer),
    productId: s.refers(s.key(s.string), "products"),
    changeRequestStatus: s.string.describe("open, applied or closed."),
    needsAttention: s.boolean,
    title: s.string,
    reason: s.string,
    applyAt: s.timestamp.describe("When it will be applied; null if no time is set."),
    createdAt: s.timestamp,
    creatorUserEmail: s.string,
    creatorUserFullName: s.string,
    creatorUserId: s.string,
    affectedSettingKeys: s.array(s.string),
    commentCount: s.integer,
    approved: s.boolean,
    conflictCount: s.integer,
    bypassApproval: s.boolean,
    appliedAt: s.timestamp,
    appliedByUserId: s.string,
    appliedByUserEmail: s.string,
    appliedByUserFullName: s.string,
    closedAt: s.timestamp,
    closedByUserId: s.string,
    closedByUserEmail: s.string,
    closedByUserFullName: s.string,
  });
  readonly primaryKey = ["changeRequestId"];
  override readonly addParentFields = ["productId"];
  override readonly recordsAt = "changeRequests.data?";
  override readonly paginator = new PageNumberPaginator({
    param: "pageNumber",
    size: { param: "pageSize", value: 100 },
    hasMore: "changeRequests.paging.hasNext",
  });
  override readonly errors = [
    when(REFUSED).skip("It is not in the beta, or the user may not see it.", { wholeStream: true }),
  ];

  override slices() {
    return this.each(Products, ({ productId }) => ({ productId }));
  }

  path({ productId }: Slice) {
    return path`v2/products/${productId}/change-requests`;
  }
}
