const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** Control letters, which would break a table's lines or speak to the terminal, as people write them. */
export function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it is about
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (letter) => {
    return SHORT[letter] ?? `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

/** A JSON value as a table shows it: a string without its quotes, all else as it was written, every digit of it. */
export function cellOf(json: string): string {
  return oneLine(json.startsWith('"') ? String(JSON.parse(json)) : json);
}
