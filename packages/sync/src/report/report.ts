import type { Store } from "../destinations/destination.js";
import { gather, type ReportRequest } from "./gather.js";
import { page } from "./page.js";

/** What a report is about, besides what the destination keeps. */
export type ReportOptions = Omit<ReportRequest, "states" | "runs">;

/** The report of a destination, as HTML; undefined where nothing has been synced yet. Only reads. */
export async function reportOf(store: Store, options: ReportOptions): Promise<string | undefined> {
  const { states } = await store.history();
  const runs = await store.runs({ perConnection: options.maxRuns + 1, limit: Number.MAX_SAFE_INTEGER });
  return states.size === 0 && runs.length === 0 ? undefined : page(gather({ ...options, states, runs }));
}
