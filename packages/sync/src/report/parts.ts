/** Parts that several sections of a report use. */
import { shortId } from "../cli/view/runs.js";
import { type Html, html, type Part } from "./html.js";
import type { RunReport } from "./report-data.js";

/** A part of the page with a heading of its own. */
export interface Section {
  readonly id: string;
  readonly title: string;
  /** How many things are in it, for the navigation; undefined where nobody needs to know. */
  readonly count?: number;
  readonly body: Part;
}

/** The name of a column, and what is in it: the name of the row, numbers, or text that may be long. */
export type Heading = readonly [name: string, kind?: "row" | "number" | "text"];

/** Its cells in the order of the headings. What is filtered by has a connection, and maybe a status. */
export interface Row {
  readonly connection?: string;
  readonly status?: string;
  readonly cells: readonly Part[];
}

/** A table that can be scrolled sideways where it is too wide, and reached by the keyboard for that. */
export function scrollingTable(label: string, head: readonly Heading[], rows: readonly Row[]): Html {
  const headings = head.map(([name, kind]) => html`<th scope="col"${kind && html` class="${kind}"`}>${name}</th>`);
  const lines = rows.map(({ connection, status, cells }) => {
    const filtered = [connection && html` data-connection="${connection}"`, status && html` data-status="${status}"`];
    return html`<tr${filtered}>${cells.map((cell, index) => cellOf(cell, head[index]?.[1]))}</tr>\n`;
  });
  return html`<div class="scroll" role="region" aria-label="${label}" tabindex="0">
<table><thead><tr>${headings}</tr></thead><tbody>
${lines}</tbody></table></div>`;
}

function cellOf(cell: Part, kind: Heading[1]): Html {
  if (kind === "row") return html`<th scope="row">${cell}</th>`;
  return html`<td${kind && html` class="${kind}"`}>${cell}</td>`;
}

/** A status, as a word with a mark. */
export function badge(kind: "good" | "bad" | "note", text: string): Html {
  return html`<span class="badge ${kind}">${text}</span>`;
}

export function statusBadge(status: RunReport["status"]): Html {
  if (status === "complete") return badge("good", "complete");
  return badge(status === "failed" || status === "killed" ? "bad" : "note", status);
}

/** The first characters of a run's id, which are enough for `sluice status --run`; with the whole of it. */
export function runId(id: string): Html {
  return html`<code title="${id}">${shortId(id)}</code>`;
}

export function quiet(text: Part): Html {
  return html`<span class="quiet">${text}</span>`;
}

/** In place of an empty section. */
export function none(text: string): Html {
  return html`<p class="quiet">${text}</p>`;
}
