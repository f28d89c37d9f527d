/** The text whose UTF-8 is given in base64. */
export function base64Decode(text: string): string {
  return Buffer.from(text, "base64").toString("utf8");
}
