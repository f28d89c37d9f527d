import { type Design, type StreamDesign, WHOLE_BODY } from "../../design/design.js";
import type { PagingDesign } from "../../design/paging.js";
import { quoted } from "./code-text.js";
import type { Names } from "./names.js";
import { pagingCode } from "./paging.js";
import { SourceFile } from "./source-file.js";

/** What most streams have alike, so that it is said once. */
export interface Shared {
  readonly recordsAt: StreamDesign["recordsAt"];
  readonly paging: PagingDesign;
}

/** What is the same for more than half of the streams; core's defaults otherwise. GraphQL streams have a base of their own. */
export function sharedOf({ streams }: Pick<Design, "streams">): Shared {
  const rest = streams.filter(({ document, paging }) => document === undefined && paging.kind !== "code");
  return {
    recordsAt: mostOf(rest.map(({ recordsAt }) => recordsAt)) ?? "",
    paging: mostOf(rest.map(({ paging }) => paging)) ?? { kind: "none" },
  };
}

/** The value that more than half of a list has. */
function mostOf<T>(values: readonly T[]): T | undefined {
  return values.find((value) => values.filter((other) => isSame(value, other)).length * 2 > values.length);
}

/** Whether two parts of a design say the same. */
export function isSame(one: unknown, other: unknown): boolean {
  return one === other || (typeof one === "object" && JSON.stringify(one) === JSON.stringify(other));
}

/** `src/stream.ts`: the base class of the streams. */
export function baseFile(design: Design, names: Names): string {
  const file = new SourceFile("src/stream.ts");
  const { recordsAt, paging } = sharedOf(design);
  const at = recordsAt === "" ? "" : `override readonly recordsAt: string = ${recordsAtCode(recordsAt, file)};`;
  const type = () => file.core("Paginator", { asType: true });
  const pages = paging.kind === "none" ? "" : `override readonly paginator: ${type()} = ${pagingCode(paging, file)};`;
  const Base = file.core("HttpStream");
  file.use("src/config.ts", "Config", { asType: true });
  return file.text(`/** What all endpoints share. */
export abstract class ${names.base} extends ${Base}<Config> {
${[at, pages].filter((member) => member !== "").join("\n")}
}
`);
}

/** A record path. */
export function recordsAtCode(recordsAt: StreamDesign["recordsAt"], file: SourceFile): string {
  return recordsAt === WHOLE_BODY ? file.core("wholeBody") : quoted(recordsAt);
}
