import { createHmac } from "node:crypto";

/** The keyed digest of a text, in hexadecimal. */
export function hmacOf(text: string, key: string, algorithm = "sha256"): string {
  return createHmac(algorithm, key).update(text, "utf8").digest("hex");
}
