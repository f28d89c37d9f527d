type Headers = Readonly<Record<string, string>>;

const REMAINING_HEADERS = ["ratelimit-remaining", "x-ratelimit-remaining", "x-rate-limit-remaining"];

/** How many requests are left before the reset, by the response's headers; undefined if they do not say. */
export function remainingRequests(headers: Headers): number | undefined {
  return REMAINING_HEADERS.map((name) => wholeNumber(headers[name])).find((remaining) => remaining !== undefined);
}

/** A header's value if it is a whole number, e.g. `100`; also the first item of `100, 100;w=60`. */
export function wholeNumber(value: string | undefined): number | undefined {
  const digits = /^\s*(\d{1,9})\s*(?:[,;]|$)/.exec(value ?? "")?.[1];
  return digits === undefined ? undefined : Number(digits);
}
