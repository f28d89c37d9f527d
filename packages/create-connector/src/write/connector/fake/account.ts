import type { Design, SlicingDesign, StreamDesign } from "../../../design/design.js";
import { mentions, objectOf, quoted } from "../code-text.js";
import { boundsInSlice } from "../cursor.js";
import { listCode } from "../slices.js";
import { SourceFile } from "../source-file.js";
import { isCut, type StreamPlan } from "./plan.js";
import { sampleCode } from "./samples.js";

/** `fake/account.ts`: the records of each stream, by slice. */
export function accountFile(design: Design, plans: ReadonlyMap<string, StreamPlan>): string {
  const file = new SourceFile("fake/account.ts");
  const needed = neededFields(design);
  const added = design.streams.map((stream) => {
    const plan = plans.get(stream.name);
    return listsCode(stream, { plan, needed: needed.get(stream.name) ?? new Set() }, file);
  });
  const body = added.join("\n\n");
  const takesConfig = mentions(body, "config");
  if (takesConfig) file.use("src/config.ts", "Config", { asType: true });
  file.use("fake/lists.ts", "Lists");
  return file.text(`/** What the fake serves, and what the connector must emit: correct it by the vendor's documents. */
export function accountOf(${takesConfig ? "config: Config" : ""}): Lists {
  const lists = new Lists();
${body}
  return lists;
}
${presentCode(design, body)}`);
}

function presentCode(design: Design, body: string): string {
  const usesBefore = body.includes("before(");
  if (!usesBefore && !mentions(body, "PRESENT_MS")) return "";
  const isToday = design.streams.some(isCut);
  const present = isToday
    ? "/** Today's midnight: the windows of time end with the day. */\nexport const PRESENT_MS = Math.floor(Date.now() / 86_400_000) * 86_400_000;"
    : 'const PRESENT_MS = Date.parse("2025-06-01T12:00:00Z");';
  const before = `
/** So many hours before the fake's present. */
function before(hours: number): string {
  return new Date(PRESENT_MS - hours * 3_600_000).toISOString();
}
`;
  return `\n${present}\n${usesBefore ? before : ""}`;
}

/** By the name of a stream: the fields whose values the slices of its children have. */
function neededFields({ streams }: Design): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  const add = (slicing: SlicingDesign | undefined): void => {
    if (slicing?.kind === "product" || slicing?.kind === "union") slicing.of.forEach(add);
    if (slicing?.kind !== "parent") return;
    const names = Object.values(slicing.values).map((path) => path.split(".")[0] ?? path);
    found.set(slicing.stream, new Set([...(found.get(slicing.stream) ?? []), ...names]));
  };
  for (const { slicing } of streams) add(slicing);
  return found;
}

interface ListContext {
  readonly plan: StreamPlan | undefined;
  readonly needed: ReadonlySet<string>;
}

function listsCode(stream: StreamDesign, { plan, needed }: ListContext, file: SourceFile): string {
  const { slicing, addParentFields = [], keep, map } = stream;
  const { first = 0, others = 0 } = plan ?? {};
  const counts = slicing === undefined ? `records: [${first}]` : `records: [${first}, ${others}]`;
  const options = [
    ...(slicing === undefined ? [] : [`slices: ${slicesCode(slicing, file)}`]),
    counts,
    ...(addParentFields.length === 0 ? [] : [`addParentFields: ${JSON.stringify(addParentFields)}`]),
    ...(keep === undefined ? [] : [`keep: ${recordFunction(`(${file.code(keep)})`, stream, file)}`]),
    ...(map === undefined ? [] : [`map: ${recordFunction(`{ ${file.code(map)} }`, stream, file)}`]),
    `make: ${makeCode(sampleCode(stream, needed, file))}`,
  ];
  return `lists.add(${quoted(stream.name)}, { ${options.join(", ")} });`;
}

function makeCode(sample: string): string {
  return `(${mentions(sample, "index") ? "index" : ""}) => ${sample}`;
}

function recordFunction(body: string, { cursor }: StreamDesign, file: SourceFile): string {
  if (!mentions(body, "slice")) return `(record) => ${body}`;
  // Of a window of all times up to the present.
  const bounds = boundsInSlice(cursor, ["0", "PRESENT_MS"], file);
  if (bounds.length === 0) return `(record, slice) => ${body}`;
  return `(record, partition) => ((slice: ${file.core("Slice")}) => ${body})({ ...partition, ...${objectOf(bounds)} })`;
}

/** The slices as an array. */
function slicesCode(slicing: SlicingDesign, file: SourceFile): string {
  switch (slicing.kind) {
    case "list":
      return listCode(slicing, (code) => file.code(code));
    case "parent": {
      const { stream, values, keep, parentSlice } = slicing;
      const options = objectOf([
        ["keep", keep && `(record) => (${file.code(keep)})`],
        ["parentSlice", parentSlice && JSON.stringify(parentSlice)],
      ]);
      const paths = objectOf(Object.entries(values).map(([name, path]) => [name, quoted(path)]));
      return `lists.slicesOf(${quoted(stream)}, ${paths}${options === "{}" ? "" : `, ${options}`})`;
    }
    case "product":
      return productCode(slicing.of, file);
    case "union":
      return `[${slicing.of.map((one) => `...${slicesCode(one, file)}`).join(", ")}]`;
    case "code":
      return "/* TODO: the slices that the connector makes by itself */ []";
  }
}

function productCode(parts: readonly SlicingDesign[], file: SourceFile): string {
  const [first, ...others] = parts;
  if (first === undefined) return "[{}]";
  if (others.length === 0) return slicesCode(first, file);
  return `${slicesCode(first, file)}.flatMap((one) => ${productCode(others, file)}.map((other) => ({ ...one, ...other })))`;
}
