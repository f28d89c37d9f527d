import { ConfigError } from "@sluice/core";

/** The values of a setting that a stream cannot be read without. */
export function neededValues<T extends string | number>(
  values: readonly T[] | null | undefined,
  setting: string,
): readonly T[] {
  if (values !== undefined && values !== null && values.length > 0) return values;
  throw new ConfigError(
    `The setting ${setting} is missing, and a stream is read for each of its values. Set it, or deselect the stream.`,
  );
}
