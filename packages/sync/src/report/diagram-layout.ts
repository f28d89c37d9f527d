/** Where the tables of an entity diagram are, and the lines between them. Sizes are pixels. */
import { type Edge, Graph, layout } from "@dagrejs/dagre";
import type { Reference, TableReport } from "./report-data.js";

export const ROW = 18;
export const HEAD = 26;
const WIDTHS = { least: 150, most: 290, letter: 6.7, padding: 46 } as const;
const GAPS = { tables: 22, ranks: 70, margin: 8 } as const;
/** Columns besides keys and references. */
const MAX_OTHERS = 3;
/** How wide the rows of tables without references may get. */
const GRID_WIDTH = 1_000;

/** A column of a box. */
export interface BoxRow {
  readonly name: string;
  readonly mark: "key" | "reference" | "both" | "none";
  readonly type: string;
}

export interface Box {
  readonly table: TableReport;
  readonly rows: readonly BoxRow[];
  /** How many columns are not shown. */
  readonly more: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface DiagramLayout {
  readonly boxes: readonly Box[];
  /** From the table that is referred to, to the one that refers. */
  readonly edges: readonly { readonly target: string; readonly table: string; readonly points: readonly Point[] }[];
  readonly width: number;
  readonly height: number;
}

/** Tables that refer to each other from left to right, and below them all others in rows. */
export function diagramLayout(tables: readonly TableReport[], references: readonly Reference[]): DiagramLayout {
  const related = new Set(references.flatMap(({ table, target }) => [table, target]));
  const boxes = tables.map((table) => boxOf(table, references));
  const linked = placed(
    boxes.filter(({ table }) => related.has(table.name)),
    references,
  );
  const grid = inRows(
    boxes.filter(({ table }) => !related.has(table.name)),
    { top: linked.height, width: Math.max(linked.width, GRID_WIDTH) },
  );
  const all = [...linked.boxes, ...grid];
  return {
    boxes: all,
    edges: linked.edges,
    width: Math.max(0, ...all.map(({ x, width }) => x + width)) + GAPS.margin,
    height: Math.max(0, ...all.map(({ y, height }) => y + height)) + GAPS.margin,
  };
}

function boxOf(table: TableReport, references: readonly Reference[]): Box {
  const referring = new Set(references.filter((one) => one.table === table.name).map(({ column }) => column));
  const rows = table.columns.map(({ name, type = "", isKey }): BoxRow => {
    const isReference = referring.has(name);
    return { name, type, mark: isKey ? (isReference ? "both" : "key") : isReference ? "reference" : "none" };
  });
  const others = rows.filter(({ mark }) => mark === "none").slice(0, MAX_OTHERS);
  const shown = rows.filter((row) => row.mark !== "none" || others.includes(row));
  const more = rows.length - shown.length;
  const letters = Math.max(table.name.length + 2, ...shown.map(({ name, type }) => name.length + type.length + 2));
  const width = Math.min(WIDTHS.most, Math.max(WIDTHS.least, letters * WIDTHS.letter + WIDTHS.padding));
  const height = HEAD + (shown.length + (more > 0 ? 1 : 0)) * ROW + 8;
  return { table, rows: shown, more, x: 0, y: 0, width, height };
}

function placed(boxes: readonly Box[], references: readonly Reference[]): DiagramLayout {
  const graph = new Graph();
  const { tables: nodesep, ranks: ranksep, margin } = GAPS;
  graph.setGraph({ rankdir: "LR", nodesep, ranksep, marginx: margin, marginy: margin });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { table, width, height } of boxes) graph.setNode(table.name, { width, height });
  for (const { table, target } of references) if (table !== target) graph.setEdge(target, table);
  layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  return {
    boxes: boxes.map((box) => {
      const { x = 0, y = 0 } = graph.node(box.table.name);
      return { ...box, x: x - box.width / 2, y: y - box.height / 2 };
    }),
    edges: graph
      .edges()
      .map((edge: Edge) => ({ target: edge.v, table: edge.w, points: graph.edge(edge).points ?? [] })),
    width: boxes.length === 0 ? 0 : width,
    height: boxes.length === 0 ? 0 : height,
  };
}

function inRows(
  boxes: readonly Box[],
  { top, width }: { readonly top: number; readonly width: number },
): readonly Box[] {
  let [x, y, highest]: [number, number, number] = [GAPS.margin, top + GAPS.margin, 0];
  return boxes.map((box) => {
    if (x > GAPS.margin && x + box.width > width) {
      [x, y, highest] = [GAPS.margin, y + highest + GAPS.tables, 0];
    }
    const at = { ...box, x, y };
    x += box.width + GAPS.tables;
    highest = Math.max(highest, box.height);
    return at;
  });
}
