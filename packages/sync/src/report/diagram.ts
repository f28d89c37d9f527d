/** An entity diagram as SVG: tables, their keys, and the references between them. */
import { curveBasis, line } from "d3-shape";
import { type Box, type BoxRow, type DiagramLayout, diagramLayout, HEAD, type Point, ROW } from "./diagram-layout.js";
import { type Html, html } from "./html.js";
import type { Reference, TableReport } from "./report-data.js";
import { counted } from "./words.js";

/** In characters: more do not fit into a box. */
const MAX_NAME = 26;

const MARKS: Readonly<Record<BoxRow["mark"], string>> = { key: "PK", reference: "→", both: "PK →", none: "" };

/** The diagram of one connection. @param id unique on the page. */
export function diagram(tables: readonly TableReport[], references: readonly Reference[], id: string): Html {
  const { boxes, edges, width, height } = diagramLayout(tables, references);
  const label = `Entity diagram: ${counted(tables.length, "table")}, ${counted(references.length, "reference")}`;
  const [w, h] = [Math.ceil(width), Math.ceil(height)];
  return html`<svg class="diagram" role="img" aria-label="${label}" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}">
<defs><marker id="${id}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path class="tip" d="M0 0L8 4L0 8z"/></marker></defs>
${edges.map((edge) => edgeOf(edge, id))}${boxes.map(boxOf)}</svg>`;
}

function edgeOf({ target, table, points }: DiagramLayout["edges"][number], id: string): Html {
  const path =
    line<Point>(
      ({ x }) => x,
      ({ y }) => y,
    )
      .curve(curveBasis)
      .digits(1)(points) ?? "";
  return html`<path class="edge" d="${path}" marker-start="url(#${id})"><title>${table} → ${target} (inferred)</title></path>`;
}

function boxOf({ table, rows, more, x, y, width, height }: Box): Html {
  const lines = rows.map((row, index) => rowOf(row, HEAD + (index + 1) * ROW, width));
  const rest = HEAD + (rows.length + 1) * ROW;
  return html`<g transform="translate(${x.toFixed(1)},${y.toFixed(1)})"><title>${table.name}</title><rect class="box" width="${width.toFixed(1)}" height="${height}" rx="6"/>
<text class="name" x="10" y="18">${cut(table.name)}</text><line x1="0" x2="${width.toFixed(1)}" y1="${HEAD}" y2="${HEAD}"/>${lines}${
    more > 0 && html`<text class="type" x="10" y="${rest - 3}">${counted(more, "more column")}</text>`
  }</g>\n`;
}

function rowOf({ name, mark, type }: BoxRow, y: number, width: number): Html {
  return html`<text class="${mark}" x="10" y="${y - 3}">${cut(name)}${
    mark !== "none" && html`<tspan class="mark" dx="6">${MARKS[mark]}</tspan>`
  }</text><text class="type" x="${(width - 10).toFixed(1)}" y="${y - 3}" text-anchor="end">${type}</text>`;
}

function cut(name: string): string {
  return name.length <= MAX_NAME ? name : `${name.slice(0, MAX_NAME - 1)}…`;
}
