import { systemClock, type ViewClock } from "./clock.js";
import { JsonView } from "./json.js";
import { LiveView } from "./live.js";
import { PlainView } from "./plain.js";
import type { View } from "./sync-view.js";
import { isDrawable, type Outlets } from "./terminal.js";

export type { View } from "./sync-view.js";

/** The view that fits where it is seen: a live table on a terminal, lines elsewhere. */
export function openView(outlets: Outlets, { json }: { readonly json: boolean }, clock: ViewClock = systemClock): View {
  if (json) return new JsonView(outlets, clock);
  const { stderr, environment } = outlets;
  return isDrawable(stderr.stream, environment) ? new LiveView(outlets, clock) : new PlainView(outlets, clock);
}
