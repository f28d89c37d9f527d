import {
  type HttpRequest,
  type Page,
  PageNumberPaginator,
  type RequestChange,
  SystemError,
  valueAt,
} from "@sluice/core";

/**
 * Numbered pages whose envelope alone says whether another one follows: `has_more` must be true, and a missing flag
 * is the end. The size of a page does not matter, so an empty one with `has_more` is not the end either.
 *
 * `next_page` is not followed. It is an absolute URL, and the key would be sent wherever it points. It may also drop the
 * filters of the request, which page numbers keep.
 */
export class EnvelopePages extends PageNumberPaginator {
  override readonly endsWith = "has_more said no";

  constructor() {
    super({ param: "page", hasMore: "has_more" });
  }

  /** @throws SystemError if the envelope reports an error in spite of its status 200, because the list may then be incomplete. */
  override next({ request, body }: Page): RequestChange | undefined {
    if (valueAt(body, "status") === "error") {
      throw new SystemError(
        "PersistIQ answered with HTTP 200, but with an error in the envelope. Pagination was stopped because the list may be incomplete.",
      );
    }
    if (valueAt(body, "has_more") !== true) return undefined;
    return { query: { page: Number(request.query["page"] ?? 1) + 1 } };
  }
}

/**
 * For lists whose documentation has no `page` parameter, although their envelope has the flag. They are requested without a
 * number, as documented. If the flag is ever true, page 2 is requested, because records must not be lost silently.
 */
export class UnnumberedFirst extends EnvelopePages {
  override first(request: HttpRequest): HttpRequest {
    return request;
  }
}
