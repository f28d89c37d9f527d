/** Strings, comments and templates of TypeScript: what looks like a name within them is none. */
const PARTS =
  /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\/\/.*|\/\*[\s\S]*?\*\/|`(?:\\[\s\S]|\$\{(?:[^{}]|\{[^{}]*\})*\}|[^`\\])*`/g;
const HOLES = /(?<!\\)\$\{((?:[^{}]|\{[^{}]*\})*)\}/g;

/** Code with its parts changed that are neither strings nor comments; the holes of templates are code too. */
export function mapCode(code: string, change: (part: string) => string): string {
  let result = "";
  let from = 0;
  for (const { 0: text, index } of code.matchAll(PARTS)) {
    result += change(code.slice(from, index));
    result += text.startsWith("`") ? text.replace(HOLES, (_, hole: string) => `\${${mapCode(hole, change)}}`) : text;
    from = index + text.length;
  }
  return result + change(code.slice(from));
}

/** Whether code has a name in it that is not a member of something else. */
export function mentions(code: string, name: string): boolean {
  let isFound = false;
  const pattern = new RegExp(`(?<![\\w$]|(?<!\\.\\.)\\.)${name}(?![\\w$])(?!\\s*:(?!:))`);
  mapCode(code, (part) => {
    isFound ||= pattern.test(part);
    return part;
  });
  return isFound;
}

/** A name as a member of an object literal or a schema. */
export function keyOf(name: string): string {
  return isIdentifier(name) ? name : JSON.stringify(name);
}

/** Whether a text can be the name of a member without quotes. */
export function isIdentifier(name: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(name) && name !== "__proto__";
}

/** `{ name: code, … }`, in short form where a value is its own name. */
export function objectOf(members: readonly (readonly [string, string | undefined])[]): string {
  const texts = members.flatMap(([name, code]) => {
    if (code === undefined) return [];
    return [code === name ? name : `${keyOf(name)}: ${code}`];
  });
  return texts.length === 0 ? "{}" : `{ ${texts.join(", ")} }`;
}

/** Text of a comment, which cannot end it. */
export function commentText(text: string): string {
  return text
    .replaceAll("*/", "* /")
    .replace(/\s*\n\s*/g, " ")
    .trim();
}

/** A text in double quotes. */
export function quoted(text: string): string {
  return JSON.stringify(text).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}
