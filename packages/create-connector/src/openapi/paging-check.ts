import type { PagingDesign } from "../design/paging.js";
import { InputError } from "../design/report.js";
import type { Operation } from "./operations.js";
import type { FoundPaging } from "./paging.js";

/**
 * Compares a paging that the user names with the one that an operation declares.
 *
 * @throws InputError if they contradict each other.
 */
export function checkPaging(
  demanded: PagingDesign["kind"] | undefined,
  found: FoundPaging,
  { name, operation }: { readonly name: string; readonly operation: Operation },
): void {
  if (demanded === undefined || "reason" in found || found.paging.kind === demanded || found.paging.kind === "none")
    return;
  const parameters = found.parameters.length > 0 ? ` (${found.parameters.join(", ")})` : "";
  throw new InputError(
    `--paging ${demanded} contradicts the document – ${operation.method} ${operation.path} is paged by ` +
      `${found.paging.kind}${parameters}. Omit --paging, or leave the stream out with --exclude ${name}.`,
  );
}
