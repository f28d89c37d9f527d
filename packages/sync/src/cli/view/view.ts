import { JsonView } from "./json.js";
import { LiveView } from "./live.js";
import { PlainView } from "./plain.js";
import type { Outlets, View } from "./sync-view.js";

/** The view that fits where it is seen: a live table on a terminal, lines elsewhere. */
export function openView(outlets: Outlets, { json }: { readonly json: boolean }): View {
  if (json) return new JsonView(outlets);
  return outlets.stderr.isDrawable ? new LiveView(outlets) : new PlainView(outlets);
}
