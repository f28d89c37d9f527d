import { gzipSync } from "node:zlib";
import { isJsonObject, type JsonObject } from "@sluice/core";
import type { FakeApi, FakeReply } from "@sluice/testkit";
import { conversions, type Row, spend } from "./account.js";

/** How many rows of a report are in one file. */
const FILE_ROWS = 40;

interface Report {
  readonly files: readonly Buffer[];
  /** How often it is still said to be running. */
  questions: number;
  isExpired: boolean;
}

/** The reports that were ordered. One that has rows is running for one question or for two. */
export class Reports {
  /** True for reports that never become ready. */
  areStuck = false;
  readonly #reports = new Map<string, Report>();

  constructor(api: FakeApi) {
    api.post("/v1/reports/:kind", ({ params, json }) =>
      this.#order({ ...params, ...(isJsonObject(json) ? json : {}) }),
    );
    api.get("/v1/reports/:kind/:id", ({ path, params }) => this.#status(`${api.url}${path}`, params["id"]));
    api.get("/v1/reports/:kind/:id/:file", ({ params }) => this.#file(params["id"], params["file"]));
  }

  /** As if a day had passed: no report that was ordered so far can be read any more. */
  expire(): void {
    for (const report of this.#reports.values()) report.isExpired = true;
  }

  #order({ kind, from, to, campaign_id }: JsonObject): FakeReply {
    if (kind === "daily_spend") {
      const rows = spend.filter(({ date }) => String(date) >= String(from) && String(date) <= String(to));
      return this.#add(inFiles(rows, (part) => gzipSync(csvOf(part))));
    }
    const rows = conversions.filter((row) => row.campaign_id === campaign_id);
    return this.#add(inFiles(rows, (part) => Buffer.from(part.map(lineOf).join(""))));
  }

  #add(files: readonly Buffer[]): FakeReply {
    const number = this.#reports.size + 1;
    const questions = files.length === 0 ? 0 : 1 + (number % 2);
    this.#reports.set(`r${number}`, { files, questions, isExpired: false });
    return { status: 201, json: { id: `r${number}` } };
  }

  #status(url: string, id = ""): FakeReply {
    const report = this.#reports.get(id);
    if (report === undefined) return UNKNOWN;
    const { files, isExpired, questions } = report;
    report.questions = Math.max(0, questions - 1);
    if (isExpired) return { json: { id, status: "expired" } };
    if (this.areStuck || questions > 0) return { json: { id, status: "running" } };
    return { json: { id, status: "ready", files: files.map((_, index) => `${url}/${index + 1}`) } };
  }

  #file(id = "", number = ""): FakeReply {
    const report = this.#reports.get(id);
    const bytes = report?.isExpired === true ? undefined : report?.files[Number(number) - 1];
    return bytes === undefined ? UNKNOWN : { bytes, headers: { "content-type": "application/octet-stream" } };
  }
}

const UNKNOWN: FakeReply = { status: 404, json: { error: "There is no such report." } };

function inFiles<T>(rows: readonly T[], bytesOf: (part: readonly T[]) => Buffer): readonly Buffer[] {
  const count = Math.ceil(rows.length / FILE_ROWS);
  return Array.from({ length: count }, (_, file) => bytesOf(rows.slice(file * FILE_ROWS, (file + 1) * FILE_ROWS)));
}

function csvOf(rows: readonly Row[]): string {
  const names = Object.keys(rows[0] ?? {});
  return [names, ...rows.map((row) => names.map((name) => row[name] ?? ""))]
    .map((row) => `${row.join(",")}\r\n`)
    .join("");
}

/** The campaign is not in the rows, because the report was ordered for it. */
function lineOf({ campaign_id: _, ...row }: (typeof conversions)[number]): string {
  return `${JSON.stringify(row)}\n`;
}
