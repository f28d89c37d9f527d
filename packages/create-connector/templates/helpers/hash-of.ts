import { createHash } from "node:crypto";

/** The digest of a text, and of a salt behind it, in hexadecimal. */
export function hashOf(text: string, algorithm = "md5", salt = ""): string {
  return createHash(algorithm.replace("_", "-")).update(text, "utf8").update(salt, "utf8").digest("hex");
}
