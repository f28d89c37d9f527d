const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** Shows control characters, which would break a line or speak to the terminal, as escapes; line feeds are kept. */
export function visible(text: string): string {
  return text.replaceAll("\r\n", "\n").replace(/[^\P{Cc}\n]|[\u2028\u2029]/gu, escaped);
}

/** The same for JSON or CSV on a terminal: line ends and tabs are a part of both. */
export function visibleData(text: string): string {
  return text.replace(/(?!\r\n)[^\P{Cc}\n\t]|[\u2028\u2029]/gu, escaped);
}

/** The same for a text that has to stay on its line: a name, or a cell of a table. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]/gu, escaped);
}

/** A message of several lines as one. */
export function joinedLines(text: string): string {
  return oneLine(text.replaceAll(/\s*\n\s*/g, " "));
}

function escaped(character: string): string {
  return SHORT[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

const SIGNS = { unicode: "✓✗›…█░→–", ascii: "+x>~#->-" };

/** The signs that Sluice writes, by others of the same width, for a console that has no font for them. */
export function inAscii(text: string): string {
  return text.replace(/[✓✗›…█░→–]/g, (sign) => SIGNS.ascii.charAt(SIGNS.unicode.indexOf(sign)));
}
