import { snake } from "../words.js";
import type { ListDraft } from "./draft.js";
import type { Drafts } from "./drafts.js";
import { listAt, textAt } from "./node.js";
import type { ApiParameter } from "./operations.js";
import { bare, lastWordOf, parametersIn, shapeOf } from "./path.js";
import { isAccountName } from "./requirements.js";
import type { Resolution } from "./resolution.js";
import { typeName } from "./schemas.js";
import { plainName, singular } from "./words.js";

/** The list that yields parameters of another. */
export interface ParentLink {
  readonly parent: ListDraft;
  /** Parameter → field of the parent's record. */
  readonly values: Readonly<Record<string, string>>;
  /** Parameter → slice value. */
  readonly names: Readonly<Record<string, string>>;
  /** The parent is a list of another parent, which may not have all. */
  readonly isPartial: boolean;
}

/** The end of a parameter's name that says what kind of key it is. */
const KEY_END =
  /_?(id|uuid|gid|sid|guid|ids|key|slug|name|code|number|ref|token|login|handle|id_or_slug|identifier|uid)$/;

/** Finds the list whose records have the values of a parameter. */
export class Parents {
  readonly #drafts: readonly ListDraft[];
  readonly #omitted: ReadonlySet<string>;
  readonly #resolve: (draft: ListDraft) => Resolution | { readonly reason: string };

  constructor({ drafts, omissions }: Drafts, resolve: (draft: ListDraft) => Resolution | { readonly reason: string }) {
    this.#omitted = new Set(omissions.map(({ path }) => shapeOf(path)));
    this.#drafts = [...drafts].sort((one, other) => rankOf(one) - rankOf(other));
    this.#resolve = resolve;
  }

  /** The list that yields the last parameter of a path that any list yields, and those before it that it needs itself. */
  of(draft: ListDraft, parameters: readonly ApiParameter[]): ParentLink | undefined {
    const candidates = [...parameters].reverse().filter((parameter) => parameter.in === "path" || mayBeKey(parameter));
    for (const parameter of candidates) {
      for (const parent of this.#yielding(parameter, draft)) {
        const link = this.#link(draft, parent, parameter, parameters);
        if (link !== undefined) return link;
      }
    }
    return undefined;
  }

  /**
   * The list at the path before the parameter, then those that are named like it. Where the former is left out, a list that has a
   * parent itself would have only some of its records.
   */
  #yielding({ name, in: place }: ApiParameter, draft: ListDraft): readonly ListDraft[] {
    const { path } = draft.operation;
    const before = place === "path" ? (path.split(`{${name}`)[0] ?? "") : "";
    const shape = shapeOf(before.replace(/\(?\W*$/, ""));
    const at =
      place === "path" && shape !== "" ? this.#drafts.filter((other) => shapeOf(other.operation.path) === shape) : [];
    const base = snake(name).replace(KEY_END, "");
    const bases = [base, ...(before === "" ? [] : [singular(lastWordOf(before))])].filter((word) => word.length > 2);
    const isOmitted = at.length === 0 && this.#omitted.has(shape);
    const isNamed = (other: ListDraft) => {
      const noun = singular(lastWordOf(other.operation.path));
      const isLike = bases.some(
        (word) => plainName(noun) === plainName(word) || (noun !== "" && word.endsWith(`_${noun}`)),
      );
      return (
        isLike &&
        !/relationships|target/.test(other.operation.path) &&
        !(isOmitted && other.operation.path.includes("{"))
      );
    };
    return [...at, ...this.#drafts.filter((other) => !at.includes(other) && isNamed(other))].filter(
      (other) => other !== draft,
    );
  }

  #link(
    draft: ListDraft,
    parent: ListDraft,
    parameter: ApiParameter,
    all: readonly ApiParameter[],
  ): ParentLink | undefined {
    const field = fieldFor(parameter, parent);
    if (field === undefined) return undefined;
    const resolution = this.#resolve(parent);
    if ("reason" in resolution) return undefined;
    const values: Record<string, string> = { [parameter.name]: field };
    const names: Record<string, string> = { [parameter.name]: sliceName(parameter, draft, parent) };
    const [own, theirs] = [parametersIn(draft.operation.path), parametersIn(parent.operation.path)];
    for (const [index, name] of theirs.entries()) {
      const mine = own.find((other) => other === name) ?? own[index];
      const source = [...resolution.values].find(([other]) => other.name === name && other.in === "path")?.[1];
      const added = resolution.added.find(
        (slice) =>
          typeof source === "object" && source !== null && "code" in source && source.code === `slice.${slice}`,
      );
      if (mine === undefined || mine === parameter.name || added === undefined) continue;
      values[mine] = added;
      names[mine] = added;
    }
    for (const { name, in: place } of all.filter((other) => other.in === "path" && values[other.name] === undefined)) {
      const same =
        place === "path"
          ? parent.fields.find((other) => plainName(other.name) === plainName(name) && isScalarField(other.type.is))
          : undefined;
      if (same !== undefined) [values[name], names[name]] = [same.name, freeName(name, draft)];
    }
    const before = draft.operation.path.split(`{${parameter.name}`)[0] ?? "";
    const isPrefix = shapeOf(before.replace(/\(?\W*$/, "")) === shapeOf(parent.operation.path);
    const isPartial = !isPrefix && theirs.some((name) => !isAccountName(name) && !Object.values(names).includes(name));
    return { parent, values, names, isPartial };
  }
}

/** Whether a parameter outside the path may name a parent. */
function mayBeKey({ in: place, schema }: ApiParameter): boolean {
  const type = typeName(schema) ?? "string";
  return (
    place !== "body" &&
    ["string", "integer"].includes(type) &&
    listAt(schema, "enum").length === 0 &&
    !/^date/.test(textAt(schema, "format") ?? "")
  );
}

function rankOf({ operation }: ListDraft): number {
  return (
    parametersIn(operation.path).length * 100 + bare(operation.path).length / 10 + (operation.method === "GET" ? 0 : 50)
  );
}

/** The field of the parent's record that has the value: the one of the same name, or the key. */
function fieldFor({ name }: ApiParameter, parent: ListDraft): string | undefined {
  const word = snake(name);
  const end = KEY_END.exec(word)?.[1] ?? "";
  const scalars = parent.fields.filter(({ type }) => isScalarField(type.is));
  const noun = singular(lastWordOf(parent.operation.path));
  const [key, ...others] = parent.key;
  const same = scalars.find((field) => plainName(field.name) === plainName(name));
  if (same !== undefined && end !== "") return same.name;
  const ofKind = scalars.find(
    (field) => end !== "" && (snake(field.name) === end || snake(field.name) === `${noun}_${end}`),
  );
  if (ofKind !== undefined) return ofKind.name;
  return key !== undefined && others.length === 0 && scalars.some((field) => field.name === key) ? key : undefined;
}

function isScalarField(type: string): boolean {
  return ["string", "integer", "number"].includes(type);
}

/** The name of a slice value: the parameter's own, or with the parent's noun where that says too little. */
function sliceName({ name }: ApiParameter, draft: ListDraft, parent: ListDraft): string {
  const isVague = snake(name).replace(KEY_END, "") === "";
  return freeName(isVague ? `${singular(lastWordOf(parent.operation.path))}_${snake(name)}` : name, draft);
}

/** A parameter's name, with the word before it in the path where it says too little: `/boards/{id}` → `board_id`. */
export function specificName({ name, in: place }: ApiParameter, path: string): string {
  if (place !== "path" || snake(name).replace(KEY_END, "") !== "") return name;
  const word = singular(lastWordOf(path.split(`{${name}`)[0] ?? ""));
  return word === "" ? name : `${word}_${snake(name)}`;
}

/** A name that is an identifier: that of the record's field of the same meaning, but not that of its key. */
export function freeName(name: string, draft: ListDraft): string {
  const word = name
    .replaceAll(/\W+/g, "_")
    .replaceAll(/^_+|_+$/g, "")
    .replace(/^(?=\d)/, "n");
  const same = draft.fields.find((field) => field.name.toLowerCase() === word.toLowerCase());
  if (same === undefined) return word;
  return isScalarField(same.type.is) && !draft.key.includes(same.name) && /^\w+$/.test(same.name)
    ? same.name
    : `parent_${word}`;
}
