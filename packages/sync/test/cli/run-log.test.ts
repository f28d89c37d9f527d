import { chmod, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { RunLog } from "../../src/cli/run-log.js";
import { program, sluice } from "./support.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
});
afterEach(() => rm(folder, { recursive: true }));

const linesOf = async (file: string) =>
  (await readFile(join(folder, file), "utf8")).split("\n").map((line) => (line === "" ? line : JSON.parse(line)));

describe("the log of a run", () => {
  test("is a line of JSON for each event, with its time, and is there before the log is closed", async () => {
    const log = await RunLog.open("run.jsonl", folder);
    log.write({ event: "message", text: "one\ntwo" });
    log.write({ event: "ended" });
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    const lines = [{ time, event: "message", text: "one\ntwo" }, { time, event: "ended" }, ""];
    expect(await linesOf("run.jsonl")).toEqual(lines);
    await log.close();
    expect(await linesOf("run.jsonl")).toEqual(lines);
  });

  test("replaces the last one, and only this user can read it", async () => {
    await writeFile(join(folder, "run.jsonl"), "of the last run\n");
    await chmod(join(folder, "run.jsonl"), 0o644);
    const log = await RunLog.open(join(folder, "run.jsonl"), "/");
    log.write({ event: "started" });
    await log.close();
    expect(await linesOf("run.jsonl")).toEqual([expect.objectContaining({ event: "started" }), ""]);
    expect((await stat(join(folder, "run.jsonl"))).mode & 0o777).toBe(0o600);
  });

  test("that cannot be written fails at its end, and does not disturb the run", async () => {
    const log = await RunLog.open("/dev/full", folder);
    expect(() => log.write({ event: "started" })).not.toThrow();
    expect(() => log.write({ event: "ended" })).not.toThrow();
    await expect(log.close()).rejects.toThrow(
      "The log /dev/full is incomplete: the disk is full. Make room for it, and run again.",
    );
  });

  test.each([
    ["none/run.jsonl", "there is no such file or folder"],
    [".", "it is a folder"],
    ["", "it is a folder"],
  ])("cannot be %j", async (path, reason) => {
    const refusal = `Cannot write the log ${path}: ${reason}. Write --log FILE.`;
    await expect(RunLog.open(path, folder)).rejects.toThrow(refusal);
  });
});

test("sync makes the log with --log, and refuses one that cannot be written before it begins", async () => {
  const catalog = { streams: [{ name: "users", json_schema: {}, supported_sync_modes: ["full_refresh"] }] };
  await program(folder, "source-a.js", `console.log(${JSON.stringify(JSON.stringify({ type: "CATALOG", catalog }))});`);
  const ran = await sluice(folder, ["sync", "./source-a.js", "--log", "~/run.jsonl"], { HOME: folder });
  expect(ran).toMatchObject({ status: 0, stderr: "" });
  expect((await stat(join(folder, "run.jsonl"))).mode & 0o777).toBe(0o600);
  const refused = await sluice(folder, ["sync", "./source-a.js", "--log", "none/run.jsonl"]);
  expect(refused).toMatchObject({ status: 2, stdout: "", stderr: expect.stringMatching(/^Cannot write the log none/) });
});
