/** An object somewhere in a document. */
export type Node = Readonly<Record<string, unknown>>;

/** Whether a value is an object, and not a list. */
export function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What is below a value by these names; undefined where a name is missing. */
export function valueAt(value: unknown, ...names: readonly string[]): unknown {
  return names.reduce<unknown>((at, name) => {
    if (Array.isArray(at)) return (at as unknown[])[Number(name)];
    return isNode(at) && Object.hasOwn(at, name) ? at[name] : undefined;
  }, value);
}

/** The object below a value; an empty one where there is none. */
export function nodeAt(value: unknown, ...names: readonly string[]): Node {
  const found = valueAt(value, ...names);
  return isNode(found) ? found : {};
}

/** The text below a value. */
export function textAt(value: unknown, ...names: readonly string[]): string | undefined {
  const found = valueAt(value, ...names);
  return typeof found === "string" && found.trim() !== "" ? found : undefined;
}

/** The list below a value; an empty one where there is none. */
export function listAt(value: unknown, ...names: readonly string[]): readonly unknown[] {
  const found = valueAt(value, ...names);
  return Array.isArray(found) ? (found as unknown[]) : [];
}
