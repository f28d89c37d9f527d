/** A text for a URL, with `+` for a space. */
export function quotePlus(text: string): string {
  const encoded = encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return encoded.replaceAll("%20", "+");
}
