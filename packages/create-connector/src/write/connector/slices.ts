import type { Design, SlicingDesign, StreamDesign } from "../../design/design.js";
import { Expression } from "../../design/expression.js";
import { isIdentifier, keyOf, objectOf, quoted } from "./code-text.js";
import { type Names, namesOfStream } from "./names.js";
import { bound, ofThis } from "./scope.js";
import type { SourceFile } from "./source-file.js";

/** What the slices of a stream are written with. */
export interface SlicingContext {
  readonly design: Design;
  readonly names: Names;
  readonly file: SourceFile;
}

/** The method `slices`. */
export function slicesMethod(slicing: SlicingDesign, context: SlicingContext): string {
  if (slicing.kind === "parent") return `override slices() { return ${leafCode(slicing, context)}; }`;
  if (slicing.kind === "list") return `override async slices() { return ${leafCode(slicing, context)}; }`;
  if (slicing.kind === "code") return `override async *slices() { ${ofThis(context.file.code(slicing.code))} }`;
  return `override async *slices() { ${loops(slicing, { ...context, depth: 0, before: [] }, yielded)} }`;
}

interface Loops extends SlicingContext {
  readonly depth: number;
  /** The variables of the loops around this one. */
  readonly before: readonly string[];
}

/** Nested loops for a product, one after the other for a union. */
function loops(slicing: SlicingDesign, at: Loops, inner: (at: Loops) => string): string {
  switch (slicing.kind) {
    case "union":
      return slicing.of.map((one) => loops(one, at, inner)).join("\n");
    case "product": {
      const [first, ...others] = slicing.of;
      if (first === undefined) return "";
      return loops(first, at, (next) =>
        others.length === 0 ? inner(next) : loops({ kind: "product", of: others }, next, inner),
      );
    }
    case "parent":
    case "list":
    case "code": {
      const variable = ["one", "other", "third", "fourth"][at.depth] ?? `slice${at.depth}`;
      const wait = slicing.kind === "list" ? "" : " await";
      const body = inner({ ...at, depth: at.depth + 1, before: [...at.before, variable] });
      return `for${wait} (const ${variable} of ${leafCode(slicing, at)}) { ${body} }`;
    }
  }
}

function yielded({ before }: Loops): string {
  return before.length === 1 ? `yield ${before[0]};` : `yield { ${before.map((name) => `...${name}`).join(", ")} };`;
}

function leafCode(slicing: Exclude<SlicingDesign, { kind: "product" | "union" }>, context: SlicingContext): string {
  switch (slicing.kind) {
    case "list":
      return listCode(slicing, (code) => ofThis(context.file.code(code)));
    case "parent":
      return eachCode(slicing, context);
    case "code":
      return `(async function* () { ${context.file.code(slicing.code)} })()`;
  }
}

/** `[{ region: "eu" }, { region: "us" }]`. */
export function listCode(
  { as, values }: Extract<SlicingDesign, { kind: "list" }>,
  codeOf: (values: Expression) => string,
): string {
  if (values instanceof Expression) return `(${codeOf(values)}).map((value) => ({ ${keyOf(as)}: value }))`;
  return `[${values.map((value) => `{ ${keyOf(as)}: ${JSON.stringify(value)} }`).join(", ")}]`;
}

function eachCode(slicing: Extract<SlicingDesign, { kind: "parent" }>, context: SlicingContext): string {
  const { file, names, design } = context;
  const { className, file: module } = namesOfStream(names, slicing.stream);
  file.use(`src/streams/${module}.ts`, className);
  const parent = design.streams.find(({ name }) => name === slicing.stream);
  const values = Object.entries(slicing.values).map(
    ([name, path]) => [name, valueOfParent(path, parent, file)] as const,
  );
  const { parentSlice = [] } = slicing;
  const inherited = parentSlice.map((name) => [name, `parent${memberText(name)} ?? null`] as const);
  const keep = slicing.keep && `(${ofThis(file.code(slicing.keep))})`;
  const slice = objectOf([...inherited, ...values]);
  const body = keep === undefined ? `(${slice})` : `${keep} ? ${slice} : undefined`;
  const { code, parameter = inherited.length === 0 ? "" : "_record" } = bound(body, "record");
  const parameters = inherited.length === 0 ? parameter : `${parameter}, parent`;
  return `this.each(${className}, (${parameters}) => ${code})`;
}

/** A value of the parent's record: by its name where the schema says that it is a text or a number. */
function valueOfParent(path: string, parent: StreamDesign | undefined, file: SourceFile): string {
  const type = parent?.fields.find(({ name }) => name === path)?.type.is;
  const member = `record${memberText(path)}`;
  if (type !== undefined && SCALARS.has(type))
    return parent?.key.includes(path) === true ? member : `${member} ?? null`;
  const value = `${file.core("valueAt")}(record as ${file.core("JsonObject")}, ${quoted(path)})`;
  return `${value} as string | number`;
}

function memberText(name: string): string {
  return isIdentifier(name) ? `.${name}` : `[${quoted(name)}]`;
}

const SCALARS: ReadonlySet<string> = new Set(["string", "integer", "number", "timestamp", "date"]);
