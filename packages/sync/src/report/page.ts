/** A report as one HTML file that loads nothing. */
import { createHash } from "node:crypto";
import { diagramSection } from "./diagram-section.js";
import { type Html, html, Html as Markup } from "./html.js";
import { failuresSection, noticesSection } from "./occurrence-sections.js";
import type { Section } from "./parts.js";
import type { ReportData } from "./report-data.js";
import { SCRIPT } from "./script.js";
import { overview, runsSection } from "./sections.js";
import { STYLE } from "./style.js";
import { changesSection, streamsSection, tablesSection } from "./table-sections.js";
import { time } from "./words.js";

/** The first line of each report: a file that begins so may be replaced by another one. */
export const FIRST_LINE = "<!doctype html><!-- Written by `sluice report`, which replaces this file. -->";

const SECTIONS = [
  overview,
  runsSection,
  failuresSection,
  tablesSection,
  changesSection,
  noticesSection,
  diagramSection,
  streamsSection,
];

export function page(data: ReportData): string {
  const sections = SECTIONS.map((section) => section(data));
  const { destination, madeAt, version, omissions } = data;
  const { markup } = html`<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Sluice report: ${destination}</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
<a class="skip" href="#overview">Skip to the content</a>
<header><h1>Sluice <span>report</span></h1><p><code>${destination}</code> · made ${time(madeAt)} UTC${version !== undefined && ` by Sluice ${version}`}</p>
<div class="controls">${filter(data)}<button type="button" data-theme-toggle aria-pressed="false">Dark</button></div></header>
<nav aria-label="Sections">${sections.map(link)}</nav>
<main>
${omissions.length > 0 && html`<p class="omitted">${omissions.join(" ")}</p>`}
${sections.map(sectionOf)}
</main>
<footer>All times are in UTC. This file is complete in itself: it loads nothing, and opening it sends nothing.</footer>
<script>${new Markup(SCRIPT)}</script>
</body>
</html>
`;
  return `${FIRST_LINE}\n${markup}`;
}

/** Nothing is loaded, from nowhere; and of scripts and styles only our own count, so text that looks like one is not run. */
function policy(): string {
  const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  return `default-src 'none'; style-src ${hash(STYLE)}; script-src ${hash(SCRIPT)}; base-uri 'none'; form-action 'none'`;
}

function filter({ connections }: ReportData): Html | undefined {
  if (connections.length < 2) return undefined;
  const options = connections.map(({ name }) => html`<option value="${name}">${name}</option>`);
  return html`<label>Connection <select data-filter="connection"><option value="">all</option>${options}</select></label>`;
}

function link({ id, title, count = 0 }: Section): Html {
  return html`<a href="#${id}">${title}${count > 0 && html` <span class="count">${count}</span>`}</a>`;
}

function sectionOf({ id, title, body }: Section): Html {
  return html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>
${body}</section>
`;
}
