import { isIdentifier, mapCode, mentions } from "./code-text.js";
import { isTaken } from "./names.js";

/** Code that reads an object, and how a method takes that object. */
export interface Bound {
  readonly code: string;
  /** `{ user_id }` or `slice`; undefined if the code does not read it. */
  readonly parameter: string | undefined;
}

/** Takes the members of a parameter apart where all of them have plain names, as one would by hand. */
export function bound(code: string, name: string, used: ReadonlySet<string> = new Set()): Bound {
  if (!mentions(code, name)) return { code, parameter: undefined };
  const members = new Set<string>();
  let isPlain = true;
  const pattern = new RegExp(`(?<![\\w$.]|\\.\\.\\.)${name}(?:\\.([\\w$]+)|\\["([^"]*)"\\])?(?![\\w$(])`, "g");
  const whole = withBrackets(code, name);
  mapCode(whole, (part) => {
    for (const [, member] of part.matchAll(pattern)) {
      const isFree = member !== undefined && isIdentifier(member) && !isTaken(member) && !used.has(member);
      if (isFree && !isOther(whole, name, member)) members.add(member);
      else isPlain = false;
    }
    if (new RegExp(`\\.\\.\\.${name}(?![\\w$])|(?<![\\w$.])${name}\\.[\\w$]+\\(`).test(part)) isPlain = false;
    return part;
  });
  if (!isPlain || members.size === 0) return { code, parameter: name };
  const apart = mapCode(whole, (part) => part.replace(pattern, (_, member: string) => member));
  return { code: shortened(apart), parameter: `{ ${[...members].join(", ")} }` };
}

/** `slice["id"]` → `slice.id`, where the name needs no quotes. */
function withBrackets(code: string, name: string): string {
  return code.replace(new RegExp(`(?<![\\w$.])${name}\\["([A-Za-z_$][\\w$]*)"\\]`, "g"), `${name}.$1`);
}

/** Whether the code has another variable of the member's name. */
function isOther(code: string, name: string, member: string): boolean {
  return mentions(code.replaceAll(new RegExp(`(?<![\\w$.])${name}\\.${member}(?![\\w$])`, "g"), "0"), member);
}

/** `{ id: id }` → `{ id }`. */
function shortened(code: string): string {
  return mapCode(code, (part) => part.replace(/(?<=[{,]\s*)([A-Za-z_$][\w$]*): \1(?=\s*[,}])/g, "$1"));
}

/** Code whose settings are those of a stream: `config.x` → `this.config.x`. */
export function ofThis(code: string): string {
  return mapCode(code, (part) => part.replace(/(?<![\w$]|(?<!\.\.)\.)config(?![\w$])(?!\s*:)/g, "this.config"));
}
