import { diagram } from "./diagram.js";
import { type Html, html } from "./html.js";
import { type Heading, type Row, type Section, scrollingTable } from "./parts.js";
import type { Reference, ReportData } from "./report-data.js";
import { counted } from "./words.js";

/** Of so many tables diagrams are drawn: to place more takes seconds, and nobody reads them. */
const MAX_TABLES = 400;

/** One diagram for each connection: references between connections are not looked for. */
export function diagramSection({ connections, tables, references }: ReportData): Section {
  let drawn = 0;
  const figures = connections.map(({ name }, index) => {
    const own = tables.filter(({ connection }) => connection === name);
    const between = references.filter(({ connection }) => connection === name);
    if (own.length === 0) return undefined;
    drawn += own.length;
    if (drawn > MAX_TABLES) return html`<p class="quiet">${name} is left out: there are too many tables.</p>`;
    return html`<figure data-connection="${name}"><h3>${name}</h3>
<div class="scroll canvas" role="region" aria-label="Diagram of ${name}" tabindex="0">${diagram(own, between, `tip-${index}`)}</div>
${between.length > 0 && referenceList(between)}</figure>`;
  });
  const legend = html`<p class="quiet"><b>PK</b> is a part of the primary key. <b>→</b> refers to another table, which is
<b>inferred</b> from the names of columns: <code>account_id</code> refers to <code>accounts.id</code>. No database checks that.</p>`;
  return { id: "diagram", title: "Entity diagram", body: [legend, figures] };
}

const HEAD: readonly Heading[] = [["Column", "row"], ["Refers to"], ["How it is known", "text"]];

function referenceList(references: readonly Reference[]): Html {
  const rows = references.map(({ table, column, target, targetColumn, isParent }): Row => {
    const how = ["inferred from its name", isParent && "; a part of the key, so the rows are children"];
    const [from, to] = [html`<code>${table}.${column}</code>`, html`<code>${target}.${targetColumn}</code>`];
    return { cells: [from, to, how] };
  });
  const summary = `${counted(references.length, "inferred reference")} as a table`;
  return html`<details><summary>${summary}</summary>${scrollingTable("References", HEAD, rows)}</details>`;
}
