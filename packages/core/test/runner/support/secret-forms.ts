/**
 * The encodings in which a server or a library may repeat a secret, by name. Independent of the redaction that it checks.
 */
export function encodedSecrets(secret: string): Readonly<Record<string, string>> {
  const url = encodeURIComponent(secret);
  const json = JSON.stringify(secret).slice(1, -1);
  const base64 = (text: string) => Buffer.from(text).toString("base64");
  return {
    "as it is": secret,
    "JSON-escaped": json,
    "JSON-escaped twice": JSON.stringify(json).slice(1, -1),
    "URL-encoded": url,
    "URL-encoded in lower case": url.toLowerCase(),
    "form-encoded": new URLSearchParams({ k: secret }).toString().slice(2),
    "in base64": base64(secret),
    "as the password of a Basic header": base64(`user:${secret}`),
    "as the user of a Basic header": base64(`${secret}:x`),
    "in the middle of a longer base64 text": base64(`ab:${secret}:cd`),
    "in URL-safe base64": Buffer.from(`u:${secret}`).toString("base64url"),
  };
}

/** The encodings of the secret in a text. Of base64 the inner part counts, because its ends depend on the neighbors. */
export function leakedEncodings(secret: string, text: string): string[] {
  const inner = [0, 1, 2].map((offset) =>
    Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)])
      .toString("base64")
      .slice(4, -4),
  );
  return [...Object.values(encodedSecrets(secret)), ...inner].filter((form) => text.includes(form));
}
