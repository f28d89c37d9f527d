/** The results as text: for the terminal, and as Markdown between two markers of the README. */
import { readFileSync, writeFileSync } from "node:fs";
import { ratioOf } from "./compare.mjs";

const readme = new URL("README.md", import.meta.url);
const [START, END] = ["<!-- results -->", "<!-- /results -->"];
const HEAD = [
  "case",
  "reader",
  "seconds: min / median / max",
  "time ÷ Sluice’s",
  "CPU s",
  "peak MB",
  "more",
  "promised",
];

/** @returns {string[][]} a line for each reader of each case. */
export function linesOf({ cases }) {
  return Object.entries(cases).flatMap(([name, { rows }]) => rows.map((row) => cellsOf(name, row, rows)));
}

function cellsOf(name, row, rows) {
  const why = row.cannot ?? (row.failed && `failed: ${row.failed}`);
  if (why !== undefined) return [name, row.name, "–", "", "", "", why, ""];
  const { seconds, cpuSeconds, memoryMb, promised = [] } = row;
  const ratio = row.name.startsWith("Sluice") ? undefined : ratioOf(rows, row.name);
  return [
    name,
    row.name,
    [seconds.min, seconds.median, seconds.max].map((value) => value.toFixed(2)).join(" / "),
    ratio?.toFixed(2) ?? "",
    cpuSeconds?.toFixed(2) ?? "",
    memoryMb?.toFixed(0) ?? "",
    moreOf(row),
    promised
      .map(({ claim, measured, isReached }) => `${claim}: ${measured}, ${isReached ? "reached" : "NOT REACHED"}`)
      .join("; "),
  ];
}

function moreOf({ records, requests, mostInFlight, figures = {} }) {
  const said = [
    records && countOf(records, "record"),
    requests && countOf(requests, "request"),
    mostInFlight && `${mostInFlight} at once`,
    ...Object.entries(figures).map(([what, value]) => `${what} ${value}`),
  ];
  return said.filter(Boolean).join(", ");
}

function countOf(count, noun) {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}

export function printTable(results) {
  const lines = [HEAD, ...linesOf(results)].map((cells) => cells.map(cut));
  const widths = HEAD.map((_, column) => Math.max(...lines.map((cells) => cells[column].length)));
  const padded = lines.map((cells) => cells.map((cell, column) => cell.padEnd(widths[column])).join("  "));
  console.log(padded.map((line) => line.trimEnd()).join("\n"));
  const rows = Object.values(results.cases).flatMap(({ rows }) => rows);
  const promises = rows.flatMap(({ promised = [] }) => promised);
  const missed = promises.filter(({ isReached }) => !isReached).length;
  const failed = rows.filter((row) => row.failed !== undefined).map(({ name }) => name);
  console.log(`\n${promises.length - missed} of ${promises.length} promised figures are reached.`);
  if (failed.length > 0) console.log(`Runs that failed, of which nothing is compared: ${failed.join(", ")}.`);
}

/** A long reason is whole in results.json. */
function cut(cell) {
  return cell.length > 120 ? `${cell.slice(0, 119)}…` : cell;
}

/** Writes the table into the README of this folder. */
export function writeTable(results) {
  const text = readFileSync(readme, "utf8");
  const [before, rest] = text.split(START);
  const after = rest?.split(END)[1];
  if (after === undefined) throw new Error(`bench/README.md has lost its markers ${START} and ${END}`);
  writeFileSync(readme, `${before}${START}\n${markdownOf(results)}\n${END}${after}`);
}

function markdownOf(results) {
  const { machine, peers, cases } = results;
  const versions = Object.entries(peers).map(([name, version]) => `${name} ${version}`);
  const tables = Object.entries(cases).map(([name, { title, date, rounds, rows }]) => {
    const lines = rows.map((row) => cellsOf(name, row, rows).slice(1));
    const runs = rounds === 1 ? "one run" : `${rounds} runs each`;
    return [`**${name}**: ${title} (${date}, ${runs})`, "", markdown([HEAD.slice(1), ...lines])].join("\n");
  });
  const where = `On ${machine.cores} cores with ${machine.memoryGb} GB, Node ${machine.node}, Python ${machine.python}; ${versions.join(", ")}.`;
  return [where, ...tables].join("\n\n");
}

function markdown([head, ...lines]) {
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...lines.map(line)].join("\n");
}
