const DAY_MS = 86_400_000;

/** Now, so many days later; earlier for a number below zero. */
export function daysAway(days: unknown): Date {
  return new Date(Date.now() + Number(days) * DAY_MS);
}
