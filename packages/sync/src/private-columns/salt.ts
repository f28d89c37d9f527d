import type { Environment } from "../project/environment.js";
import type { PrivateFields } from "./fields.js";

/** The variable that holds the salt of hashed columns. It is for Sluice alone. */
export const SALT_VARIABLE = "SLUICE_HASH_SALT";

/** Columns have to be hashed, and there is no salt. */
export class SaltError extends Error {
  override readonly name = "SaltError";
}

/** Undefined where it is missing or empty. */
export function saltIn(environment: Environment): string | undefined {
  const salt = environment[SALT_VARIABLE];
  return salt === "" ? undefined : salt;
}

/** What a source may see at most: the salt would undo the hashes. */
export function withoutSalt(environment: Environment): Environment {
  const { [SALT_VARIABLE]: _salt, ...others } = environment;
  return others;
}

/** @throws SaltError if a stream has columns to hash, and there is no salt. */
export function assertSalt(
  settings: ReadonlyMap<string, { readonly columns?: PrivateFields }> | undefined,
  salt: string | undefined,
): void {
  if (salt !== undefined && salt !== "") return;
  for (const [stream, { columns }] of settings ?? []) {
    if (columns?.hash === undefined || columns.hash.length === 0) continue;
    throw new SaltError(
      `Cannot hash ${columns.hash.join(", ")} of ${stream}: ${SALT_VARIABLE} is not set, or empty. ` +
        "Set it in the environment or in .env to a long random text, for example that of `openssl rand -hex 32`, and keep it.",
    );
  }
}
