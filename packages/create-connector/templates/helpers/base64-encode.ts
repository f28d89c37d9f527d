/** A text's UTF-8 in base64. */
export function base64Encode(text: string): string {
  return Buffer.from(text, "utf8").toString("base64");
}
