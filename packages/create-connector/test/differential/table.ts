import { type Result, type Taken, takenOf } from "./result.js";

const ORDER: readonly Taken[] = [
  "whole",
  "whole, not compared",
  "whole, needs code in airbyte-cdk",
  "whole, differs",
  "in part",
  "not",
  "not read by airbyte-cdk",
  "not loadable by airbyte-cdk",
];

/** The results as Markdown: a summary, the most frequent reasons, and a row for each manifest. */
export function tableOf(results: readonly Result[]): string {
  return [summary(results), reasons(results), rows(results)].join("\n\n");
}

function summary(results: readonly Result[]): string {
  const lines = ORDER.map((taken) => {
    const found = results.filter((result) => takenOf(result) === taken);
    const share = ((100 * found.length) / Math.max(1, results.length)).toFixed(1);
    return `| ${taken} | ${found.length} | ${share} % |`;
  });
  const whole = results.filter((result) => takenOf(result) === "whole");
  const count = (kind: string) =>
    whole.filter(({ differences }) => !differences.some((one) => one.kind === kind)).length;
  const streams = results.flatMap((result) => result.streams);
  const equal = streams.filter(
    ({ isEqual, outcome, unread }) => isEqual && outcome === "whole" && unread === undefined,
  );
  return [
    "| taken | manifests | share |\n| --- | --- | --- |",
    ...lines,
    `\nOf the ${whole.length} that are whole with equal records, ${count("requests")} have equal requests, ${count("states")} equal states.`,
    `${equal.length} of ${streams.length} streams are whole and equal in all that was compared.`,
  ].join("\n");
}

/** Causes with names and values taken out, by the number of manifests that have them. */
function reasons(results: readonly Result[]): string {
  const found = new Map<string, Set<string>>();
  for (const result of results)
    for (const cause of causesOf(result)) found.set(cause, (found.get(cause) ?? new Set()).add(result.name));
  const sorted = [...found].sort(([, one], [, other]) => other.size - one.size).slice(0, 60);
  const lines = sorted.map(
    ([cause, names]) => `| ${names.size} | ${cell(cause)} | ${[...names].slice(0, 3).join(", ")} |`,
  );
  return ["| manifests | cause | for example |\n| --- | --- | --- |", ...lines].join("\n");
}

function causesOf({ streams, differences, failure, mock = [] }: Result): string[] {
  const why = streams.flatMap(({ outcome, reasons }) =>
    outcome === "whole" ? [] : reasons.map((text) => `importer: ${text}`),
  );
  const different = differences.map(({ kind, text }) => `${kind}: ${text}`);
  const unread = streams.flatMap(({ unread }) => (unread === undefined ? [] : [`not compared: ${unread}`]));
  const all = [
    ...(failure === undefined ? [] : [failure]),
    ...why,
    ...different,
    ...unread,
    ...mock.map((text) => `mock: ${text.replace(/^.*?: /, "")}`),
  ];
  return [...new Set(all.map(shapeOf))];
}

function shapeOf(text: string): string {
  return text
    .replace(/https?:\/\/.*$/, "URL …")
    .replace(/"[^"]*"|`[^`]*`|'[^']*'/g, "…")
    .replace(/^(records: .*?first difference): .*$/, "$1")
    .replace(/^(types): \S+ (TS\d+)/, "$1: $2")
    .replace(/\d+/g, "N")
    .slice(0, 160);
}

function rows(results: readonly Result[]): string {
  const sorted = [...results].sort((one, other) => (one.name < other.name ? -1 : 1));
  const lines = sorted.map((result) => {
    const whole = result.streams.filter(({ outcome }) => outcome === "whole").length;
    const equal = result.streams.filter(({ isEqual }) => isEqual).length;
    const why = firstCause(result);
    return `| ${result.name} | ${takenOf(result)} | ${result.streams.length} | ${whole} | ${equal} | ${cell(why)} |`;
  });
  return [
    "| manifest | taken | streams | whole | equal | first cause |\n| --- | --- | --- | --- | --- | --- |",
    ...lines,
  ].join("\n");
}

function firstCause({ failure, streams, differences }: Result): string {
  const partly = streams.find(({ outcome }) => outcome !== "whole");
  const reason = partly === undefined ? undefined : `${partly.name}: ${partly.reasons[0] ?? partly.outcome}`;
  const [first] = differences;
  return failure ?? (first === undefined ? (reason ?? "") : `${first.kind} ${first.stream ?? ""}: ${first.text}`);
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ").replaceAll("<", "&lt;").slice(0, 240);
}
