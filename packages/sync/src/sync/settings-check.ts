import type { RunStart } from "../destinations/destination.js";
import { ResumeError } from "../state/resume.js";
import { changedSettings } from "./fingerprint.js";
import type { Warnings } from "./warnings.js";

/**
 * A state is invalid for another account, and only the user knows whether it is one. Rows must never be compared with those of another
 * account: all of them would seem to be gone.
 *
 * @throws ResumeError if rows are about to be reconciled by other settings than those that they were read with.
 */
export function checkSettings(
  { settings: before, state }: RunStart,
  settings: string | undefined,
  { isReconciling, warnings }: { readonly isReconciling: boolean; readonly warnings: Warnings },
): void {
  const changed = changedSettings(before, settings);
  if (changed.length === 0) return;
  const names = changed.join(", ");
  if (isReconciling) {
    throw new ResumeError(
      `Cannot reconcile: the settings are not those of the last sync: ${names}. If they are another account's, every row would count as ` +
        "deleted. Correct them, or sync once with the new settings before.",
    );
  }
  const hasState = state.whole !== undefined || state.streams.some((entry) => entry.state !== undefined);
  if (!hasState) return;
  warnings.add(
    `The settings are not those of the last sync: ${names}. This sync resumes from its state all the same. If they are ` +
      "another account's, its older records are missed: give it a connection of its own (--name), or read it in full (--full-refresh).",
  );
}
