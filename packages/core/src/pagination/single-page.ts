import { Paginator } from "./paginator.js";

/** For endpoints that answer everything at once. */
export class SinglePagePaginator extends Paginator {
  readonly endsWith = "not paged";

  next(): undefined {
    return undefined;
  }
}
