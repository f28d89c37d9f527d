/** How a report looks: light and dark, on a phone and on paper. */
export const STYLE = `
:root { color-scheme: light dark; --bg: light-dark(#fff, #14171c); --panel: light-dark(#f6f7f9, #1b1f26); --line: light-dark(#dfe3e8, #303640);
  --text: light-dark(#1c2128, #dfe4ea); --quiet: light-dark(#5c6773, #97a3b0); --accent: light-dark(#1f6f8b, #6cb8d4);
  --good: light-dark(#1d7a4c, #5ec492); --bad: light-dark(#b3261e, #ff8a80); --note: light-dark(#8a5a00, #e5b567); }
:root[data-theme=light] { color-scheme: light; }
:root[data-theme=dark] { color-scheme: dark; }
* { box-sizing: border-box; }
html { scroll-padding-top: 3.5rem; }
body { margin: 0; background: var(--bg); color: var(--text); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
header, main, footer, nav { max-width: 1180px; margin: 0 auto; padding: 0 1.25rem; }
header { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem 1rem; padding-top: 1.5rem; padding-bottom: .75rem; }
h1 { font-size: 1.5rem; margin: 0; letter-spacing: -.01em; }
h1 span { font-weight: 400; color: var(--quiet); }
header p { margin: 0; color: var(--quiet); flex: 1 1 20rem; overflow-wrap: anywhere; }
.controls { display: flex; flex-wrap: wrap; gap: .75rem; align-items: center; }
h2 { font-size: 1.15rem; margin: 0 0 .75rem; }
h3 { font-size: 1rem; margin: 1rem 0 .5rem; }
section { padding: 1.75rem 0 .25rem; }
nav { position: sticky; top: 0; z-index: 1; display: flex; gap: 1.1rem; overflow-x: auto; white-space: nowrap; background: var(--bg);
  border-bottom: 1px solid var(--line); padding-top: .6rem; padding-bottom: .6rem; }
nav a { color: var(--quiet); text-decoration: none; }
nav a:hover { color: var(--accent); }
a { color: var(--accent); }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: 1rem; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
button, select { font: inherit; color: inherit; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: .2rem .7rem; }
select { max-width: 14rem; }
button { cursor: pointer; }
code, .diagram text { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .86em; }
.quiet, footer, figcaption { color: var(--quiet); }
small { display: block; font-size: .85rem; color: var(--quiet); }
.bad { color: var(--bad); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: .75rem; margin-bottom: 1.25rem; }
.tile { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: .75rem 1rem; }
.tile b { font-size: 1.6rem; font-weight: 600; font-variant-numeric: tabular-nums; margin-right: .15rem; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 8px; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: .42rem .8rem; text-align: left; vertical-align: middle; white-space: nowrap; border-bottom: 1px solid var(--line); }
tbody tr:last-child > * { border-bottom: 0; }
thead th { color: var(--quiet); font-weight: 500; font-size: .85rem; background: var(--panel); }
tbody th { font-weight: 500; }
.number { text-align: right; }
td.text { white-space: normal; min-width: 11rem; overflow-wrap: anywhere; }
td > svg { display: block; }
.badge { display: inline-block; font-size: .8rem; line-height: 1.35; padding: 0 .5em; border: 1px solid currentColor; border-radius: 99px; white-space: nowrap; }
.badge::before { margin-right: .35em; }
.good { color: var(--good); } .good::before { content: "✓"; }
.badge.bad::before { content: "✕"; }
.note { color: var(--note); } .note::before { content: "!"; font-weight: 700; }
.count { font-size: .75rem; background: var(--panel); border: 1px solid var(--line); border-radius: 99px; padding: 0 .45em; }
.omitted { margin: 1rem 0 0; padding: .5rem .8rem; background: var(--panel); border-left: 3px solid var(--note); }
figure { margin: 0 0 1rem; }
figcaption { font-size: .85rem; padding-top: .4rem; }
.lane-row { display: grid; grid-template-columns: 9rem 1fr; align-items: center; gap: .75rem; }
.lane-row[hidden] { display: none; }
.lane-row > span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.lane line { stroke: var(--line); }
.lane rect { fill: var(--accent); }
.lane .failed, .lane .killed { fill: var(--bad); }
.lane .stopped, .lane .running { fill: var(--note); }
.axis line { stroke: var(--quiet); }
.axis text { fill: var(--quiet); font-size: 11px; text-anchor: middle; }
.spark path { fill: none; stroke: var(--accent); stroke-width: 1.5; }
.spark circle { fill: var(--accent); }
.check { display: inline-block; margin: .6rem 0; }
summary { cursor: pointer; padding: .3rem 0; }
.occurrence { border: 1px solid var(--line); border-radius: 8px; padding: .25rem .9rem; margin-bottom: .5rem; }
.occurrence > summary { display: flex; flex-wrap: wrap; gap: .1rem .6rem; align-items: baseline; }
.occurrence > summary::before { content: "▸"; color: var(--quiet); }
.occurrence[open] > summary::before { content: "▾"; }
.occurrence .line { flex: 1 1 16rem; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; color: var(--quiet); }
.occurrence[open] .line { visibility: hidden; }
dl { display: grid; grid-template-columns: 8.5rem 1fr; gap: .35rem 1rem; margin: .4rem 0 .7rem; }
dt { color: var(--quiet); } dd { margin: 0; overflow-wrap: anywhere; }
.message { white-space: pre-wrap; }
dd b { font-weight: 600; }
.canvas { background: var(--panel); }
.diagram { display: block; margin: 0 auto; font-size: 12.5px; }
.diagram text { fill: var(--text); }
.diagram .name { font-weight: 600; }
.diagram .box { fill: var(--bg); stroke: var(--line); }
.diagram line { stroke: var(--line); }
.diagram .key, .diagram .both { font-weight: 600; }
.diagram .mark { fill: var(--accent); font-weight: 400; }
.diagram .type { fill: var(--quiet); font-size: 10.5px; }
.edge { fill: none; stroke: var(--quiet); stroke-dasharray: 4 3; }
.tip { fill: var(--quiet); }
footer { padding-top: 2rem; padding-bottom: 3rem; font-size: .85rem; }
@media (max-width: 40rem) {
  header, main, footer, nav { padding-left: .8rem; padding-right: .8rem; }
  .tiles { grid-template-columns: 1fr 1fr; }
  .tile { padding: .5rem .7rem; }
  .lane-row { grid-template-columns: 1fr; gap: 0; }
  .lane-row > span:empty { display: none; }
  dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .4rem; }
}
@media print {
  :root { color-scheme: light; }
  nav, .controls, .skip, .check { display: none; }
  body { font-size: 11px; } .scroll { overflow: visible; border: 0; } th, td { white-space: normal; padding: .2rem .4rem; }
  tr, .occurrence, .tile { break-inside: avoid; } .diagram { max-width: 100%; height: auto; }
}
`;
