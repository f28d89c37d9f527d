import type { JsonValue } from "@sluice/core";

/** Tokens of a literal: a number, a text with its prefix, a word, or a sign. */
const TOKEN =
  /\s*(?:(?<number>(?:0[xX][\da-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(?:\d[\d_]*)?\.?\d[\d_]*\.?(?:[eE][+-]?\d+)?)(?![\w.]))|(?<prefix>[rRuU]?)(?<quoted>"""(?:[^\\]|\\[\s\S])*?"""|'''(?:[^\\]|\\[\s\S])*?'''|"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*')|(?<word>[A-Za-z_]\w*)|(?<sign>[-+[\](){},:]))/y;

const WORDS: Readonly<Record<string, JsonValue>> = { None: null, True: true, False: false };
const ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  r: "\r",
  t: "\t",
  b: "\b",
  f: "\f",
  v: "\v",
  a: "\x07",
  "0": "\0",
  "\n": "",
};

type Token = { readonly sign: string } | { readonly value: JsonValue };

/** Not a literal: the text is meant as it is. */
class NoLiteral extends Error {}

/** Reads a text as Python's `ast.literal_eval` does. */
export class PythonLiteral {
  readonly #text: string;
  #tokens: readonly Token[] = [];
  #next = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The value; undefined if the text is not a literal. */
  value(): JsonValue | undefined {
    if (/^[ \t]*\n[ \t]/.test(this.#text)) return undefined; // an indented line
    try {
      this.#tokens = tokensOf(this.#text.trimEnd());
      const value = this.#items(undefined);
      return this.#next === this.#tokens.length ? value : undefined;
    } catch (error) {
      if (error instanceof NoLiteral) return undefined;
      throw error;
    }
  }

  /** One value, or several with commas, up to a closing sign or the end. */
  #items(closing: string | undefined): JsonValue {
    const items: JsonValue[] = [];
    let isList = closing === "]" || closing === "}";
    while (!this.#at(closing)) {
      items.push(this.#one());
      if (!this.#at(",")) break;
      isList = true;
      this.#next++;
    }
    if (!this.#at(closing)) throw new NoLiteral();
    const [only] = items;
    if (isList || (closing === ")" && items.length === 0)) return items;
    if (only === undefined) throw new NoLiteral();
    return only;
  }

  #one(): JsonValue {
    const token = this.#tokens[this.#next++];
    if (token === undefined) throw new NoLiteral();
    if ("value" in token) return typeof token.value === "string" ? this.#joined(token.value) : token.value;
    switch (token.sign) {
      case "-":
      case "+": {
        const value = this.#one();
        if (typeof value !== "number") throw new NoLiteral();
        return token.sign === "-" ? -value : value;
      }
      case "[":
        return this.#closed(this.#items("]"));
      case "(":
        return this.#closed(this.#items(")"));
      case "{":
        return this.#isDict() ? this.#dict() : this.#closed(this.#items("}"));
      default:
        throw new NoLiteral();
    }
  }

  #closed(value: JsonValue): JsonValue {
    this.#next++;
    return value;
  }

  #isDict(): boolean {
    if (this.#at("}")) return true;
    const after = this.#tokens[this.#next + 1];
    return after !== undefined && "sign" in after && after.sign === ":";
  }

  #dict(): JsonValue {
    const entries: [string, JsonValue][] = [];
    while (!this.#at("}")) {
      const name = this.#one();
      if (!this.#at(":")) throw new NoLiteral();
      this.#next++;
      entries.push([String(name), this.#one()]);
      if (this.#at(",")) this.#next++;
      else if (!this.#at("}")) throw new NoLiteral();
    }
    return this.#closed(Object.fromEntries(entries));
  }

  /** Texts without a comma between them are one. */
  #joined(first: string): string {
    let joined = first;
    for (;;) {
      const token = this.#tokens[this.#next];
      if (token === undefined || !("value" in token) || typeof token.value !== "string") return joined;
      joined += token.value;
      this.#next++;
    }
  }

  /** Whether the next token is this sign; the end for undefined. */
  #at(sign: string | undefined): boolean {
    const token = this.#tokens[this.#next];
    if (sign === undefined || token === undefined) return sign === undefined && token === undefined;
    return "sign" in token && token.sign === sign;
  }
}

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  let end = 0;
  while (end < text.length) {
    const { number, prefix, quoted, word, sign } = TOKEN.exec(text)?.groups ?? {};
    end = TOKEN.lastIndex;
    if (number !== undefined) tokens.push({ value: numberOf(number) });
    else if (quoted !== undefined) tokens.push({ value: textOf(quoted, /r/i.test(prefix ?? "")) });
    else if (word !== undefined && Object.hasOwn(WORDS, word)) tokens.push({ value: WORDS[word] ?? null });
    else if (sign !== undefined) tokens.push({ sign });
    else throw new NoLiteral();
  }
  return tokens;
}

function numberOf(text: string): number {
  const value = Number(text.replaceAll("_", ""));
  const isWhole = /^[\d_]+$/.test(text);
  const isZeroFirst = isWhole && /^0[0_]*[1-9]/.test(text);
  if (isZeroFirst || !Number.isFinite(value) || (isWhole && !Number.isSafeInteger(value))) throw new NoLiteral();
  return value;
}

function textOf(quoted: string, isRaw: boolean): string {
  const length = /^("""|''')/.test(quoted) && quoted.length >= 6 ? 3 : 1;
  const inner = quoted.slice(length, -length);
  if (isRaw) return inner;
  return inner.replaceAll(/\\(x[\da-fA-F]{2}|u[\da-fA-F]{4}|[\s\S])/g, (all, sign: string) =>
    sign.length > 1
      ? String.fromCharCode(Number.parseInt(sign.slice(1), 16))
      : (ESCAPES[sign] ?? (/['"\\]/.test(sign) ? sign : all)),
  );
}
