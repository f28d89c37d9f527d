import { foldName } from "../tables/names.js";

/** The private fields of a stream, as the user writes them: a name, or the way to a field inside an object as `a.b`. */
export interface PrivateFields {
  /** Left out of every record. */
  readonly exclude?: readonly string[] | undefined;
  /** Replaced by the hash of their value. */
  readonly hash?: readonly string[] | undefined;
}

/** Both together: a setting never makes a field public again that another one makes private. */
export function mergedFields(one: PrivateFields | undefined, other: PrivateFields | undefined): PrivateFields {
  return {
    exclude: [...new Set([...(one?.exclude ?? []), ...(other?.exclude ?? [])])],
    hash: [...new Set([...(one?.hash ?? []), ...(other?.hash ?? [])])],
  };
}

/** What happens to the value of a private field. */
export type Treatment = "exclude" | "hash";

/** What is private about a member of an object. */
export interface FieldMatch {
  readonly treatment: Treatment | undefined;
  /** What is private inside its value. */
  readonly inner: FieldRules | undefined;
}

interface Rule {
  /** Folded: the way to the field from here. */
  readonly path: string;
  readonly treatment: Treatment;
}

/** How many names of members are remembered: an object may be a map with ids as names. */
const MAX_REMEMBERED = 10_000;

/**
 * The private fields of a record, or of an object inside it. A dot of a path may be one of a name too: `a.b` is the field `b` of `a` and
 * the field `a.b`, because leaving out too much is the smaller mistake.
 */
export class FieldRules {
  readonly #rules: readonly Rule[];
  readonly #matches = new Map<string, FieldMatch>();

  private constructor(rules: readonly Rule[]) {
    this.#rules = rules;
  }

  static of({ exclude = [], hash = [] }: PrivateFields): FieldRules {
    const rulesOf = (fields: readonly string[], treatment: Treatment) =>
      fields.map((field): Rule => ({ path: foldField(field), treatment }));
    return new FieldRules([...rulesOf(exclude, "exclude"), ...rulesOf(hash, "hash")]);
  }

  /** @param name of a member, in any case and Unicode form. */
  match(name: string): FieldMatch {
    let match = this.#matches.get(name);
    if (match === undefined) {
      match = this.#matchOf(foldField(name));
      if (this.#matches.size >= MAX_REMEMBERED) this.#matches.clear();
      this.#matches.set(name, match);
    }
    return match;
  }

  #matchOf(name: string): FieldMatch {
    const own = this.#rules.filter(({ path }) => path === name);
    const treatment = own.some((rule) => rule.treatment === "exclude") ? "exclude" : own[0]?.treatment;
    const inner = this.#rules.flatMap((rule): Rule[] => {
      const isInside = rule.path.startsWith(`${name}.`);
      const isMoot = treatment === "hash" && rule.treatment === "hash"; // the hash of the whole value covers it
      return isInside && !isMoot ? [{ ...rule, path: rule.path.slice(name.length + 1) }] : [];
    });
    return { treatment, inner: inner.length === 0 ? undefined : new FieldRules(inner) };
  }

  /** Whether anything in it has this treatment. */
  has(treatment: Treatment): boolean {
    return this.#rules.some((rule) => rule.treatment === treatment);
  }
}

/**
 * A field in the form in which names of private fields are compared. It ignores all that `foldName` ignores, and the case of letters with
 * several small forms too.
 */
export function foldField(field: string): string {
  return foldName(field).toUpperCase();
}
