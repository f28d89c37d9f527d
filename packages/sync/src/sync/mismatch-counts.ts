import type { TypeMismatch } from "../destinations/destination.js";

/** Counts mismatches by field, and keeps the first record of each. */
export class MismatchCounts {
  readonly #byField = new Map<string, TypeMismatch>();

  get all(): readonly TypeMismatch[] {
    return [...this.#byField.values()];
  }

  add(mismatches: readonly TypeMismatch[]): void {
    for (const { field, values, first } of mismatches) {
      const before = this.#byField.get(field);
      this.#byField.set(field, { field, values: values + (before?.values ?? 0), first: before?.first ?? first });
    }
  }
}
