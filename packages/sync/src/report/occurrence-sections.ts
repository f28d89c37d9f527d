/** The sections about what went wrong, and what was noticed. */
import { shortId } from "../cli/view/runs.js";
import { type Html, html } from "./html.js";
import { badge, none, quiet, type Section } from "./parts.js";
import type { Occurrence, ReportData } from "./report-data.js";
import { counted, time } from "./words.js";

export function failuresSection({ failures }: ReportData): Section {
  const body = failures.length === 0 ? none("Nothing failed in these runs.") : failures.map(occurrence);
  return { id: "failures", title: "Failures", count: failures.length, body };
}

export function noticesSection({ notices }: ReportData): Section {
  const empty = none("Nothing was skipped, and no run had a warning.");
  const body = notices.length === 0 ? empty : notices.map(occurrence);
  return { id: "notices", title: "Skipped and warnings", count: notices.length, body };
}

const KINDS: Readonly<Record<Occurrence["kind"], Html>> = {
  failed: badge("bad", "failed"),
  killed: badge("bad", "killed"),
  skipped: badge("note", "skipped"),
  warning: badge("note", "warning"),
  mismatch: badge("note", "type mismatch"),
};

/** So many streams are named in the line that is always seen. */
const MAX_NAMES = 3;

function occurrence({ connection, streams, kind, text, remedy, ...when }: Occurrence): Html {
  const { runs, first, last, lastRun, isCurrent } = when;
  const whose = [connection, ...(streams.length === 0 ? [] : [shortList(streams)])].join(" · ");
  const span = runs === 1 ? time(last) : html`${time(first)} to ${time(last)}, in ${counted(runs, "run")}`;
  const show = html`<code>sluice status --run ${shortId(lastRun)}</code> shows the last one`;
  const details: readonly (readonly [string, Html | string | undefined])[] = [
    ["What happened", html`<span class="message">${text}</span>`],
    ["What to do", remedy && html`<b>${remedy}</b>`],
    [streams.length === 1 ? "Stream" : "Streams", streams.length === 0 ? undefined : streams.join(", ")],
    ["When", html`${span}. ${show}.`],
  ];
  const seen = quiet([counted(runs, "run"), !isCurrent && ", not the last one"]);
  return html`<details class="occurrence" data-connection="${connection}">
<summary>${KINDS[kind]} <b>${whose}</b> <span class="line">${text}</span> ${seen}</summary>
<dl>${details.map(([name, value]) => value !== undefined && html`<dt>${name}</dt><dd>${value}</dd>`)}</dl></details>
`;
}

function shortList(names: readonly string[]): string {
  if (names.length <= MAX_NAMES + 1) return names.join(", ");
  return `${names.slice(0, MAX_NAMES).join(", ")} and ${names.length - MAX_NAMES} more`;
}
