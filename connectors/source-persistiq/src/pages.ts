import { type HttpRequest, type Page, PageNumber, type RequestChange, SystemError, valueAt } from "@sluice/core";

/**
 * Numbered pages of which the envelope alone says whether another one follows: `has_more` must be true, and a missing flag
 * is the end. How full a page is says nothing, so an empty one that promises more is not the end either.
 *
 * `next_page` is not followed. It is an absolute URL, and the key would go wherever it points; nor is it known to repeat
 * the filters of the request, as counting on does.
 */
export class EnvelopePages extends PageNumber {
  override readonly endsWith = "has_more said no";

  constructor() {
    super({ param: "page", hasMore: "has_more" });
  }

  /** @throws SystemError if the envelope reports an error in spite of its status 200: then the list is not to be trusted. */
  override next({ request, body }: Page): RequestChange | undefined {
    if (valueAt(body, "status") === "error") {
      throw new SystemError(
        "PersistIQ answered with HTTP 200, but with an error in the envelope. The walk was stopped, for its list may not be whole.",
      );
    }
    if (valueAt(body, "has_more") !== true) return undefined;
    return { query: { page: Number(request.query["page"] ?? 1) + 1 } };
  }
}

/**
 * For lists that have no `page` parameter by their document, though the flag in their envelope. They are asked without a
 * number, as documented; should the flag ever be true, then page 2 is asked for: better than to lose it without a word.
 */
export class UnnumberedFirst extends EnvelopePages {
  override first(request: HttpRequest): HttpRequest {
    return request;
  }
}
