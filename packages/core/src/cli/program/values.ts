import { InvalidArgumentError } from "commander";

/** A whole number of at least 1. */
export function wholeNumber(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Write a whole number of at least 1.");
}

/** The names of `A,B`, and those of the same option before. */
export function names(text: string, before: readonly string[] = []): readonly string[] {
  const found = text.split(",").flatMap((name) => name.trim() || []);
  if (found.length === 0) throw new InvalidArgumentError("Write at least one name.");
  return [...before, ...found];
}

/** All values of an option that may be given several times. */
export function several(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}
