import type { HttpResponse } from "@sluice/core";

type Wait = (response: HttpResponse, nowMs: number) => number | undefined;

/** The wait that a header says in seconds. @param regex finds the number in a longer text. */
export function waitOf(header: string, regex = "[-+]?\\d+(?:\\.\\d+)?"): Wait {
  return (response) => {
    const seconds = numberIn(response, header, regex);
    return seconds === undefined ? undefined : Math.max(0, seconds * 1000);
  };
}

/** The wait until the time that a header says, in seconds since 1970. */
export function waitUntil(header: string, regex = "[-+]?\\d+(?:\\.\\d+)?"): Wait {
  return (response, nowMs) => {
    const seconds = numberIn(response, header, regex);
    return seconds === undefined ? undefined : Math.max(0, seconds * 1000 - nowMs);
  };
}

function numberIn({ headers }: HttpResponse, header: string, regex: string): number | undefined {
  const value = headers[header];
  const found = value === undefined ? null : new RegExp(regex).exec(value);
  const number = Number(found?.[1] ?? found?.[0]);
  return Number.isFinite(number) ? number : undefined;
}
