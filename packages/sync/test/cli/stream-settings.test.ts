import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { CliCommand } from "@sluice/core/internal";
import { streamSettings, withStreamOptions } from "../../src/cli/stream-settings.js";
import type { SourceEntry } from "../../src/project/project.js";
import { program, sluice } from "./support.js";

function settings(args: readonly string[], streams?: SourceEntry["streams"]) {
  const entry = { source: "a", ...(streams !== undefined && { streams }) };
  return Object.fromEntries(
    streamSettings(entry, withStreamOptions(new CliCommand("sync")).parse(args, { from: "user" }).opts()),
  );
}

describe("the settings of streams", () => {
  test("are those of the project", () => {
    const streams: SourceEntry["streams"] = {
      orders: { mode: "incremental", cursor: "updated_at", key: ["id"] },
      users: { cursor: ["meta", "at"], key: ["org", ["meta", "id"]], deletes: "mark" },
    };
    expect(settings([], streams)).toEqual({
      orders: { mode: "incremental", cursor: ["updated_at"], key: [["id"]] },
      users: { cursor: ["meta", "at"], key: [["org"], ["meta", "id"]], deletes: "mark" },
    });
  });

  test("are those of the command line, each for a stream of its own", () => {
    const args = [
      "--mode",
      "a=full_refresh",
      "--mode",
      "b=incremental",
      "--cursor",
      "b=meta.at",
      "--key",
      "b=org, id",
      "--key",
      "c d=x=y",
      "--deletes",
      "b=keep",
    ];
    expect(settings(args)).toEqual({
      a: { mode: "full_refresh" },
      b: { mode: "incremental", cursor: ["meta.at"], key: [["org"], ["id"]], deletes: "keep" },
      "c d": { key: [["x=y"]] },
    });
  });

  test("of the command line go before those of the project, one by one", () => {
    const streams = { orders: { mode: "incremental" as const, cursor: "old", key: ["id"] } };
    expect(settings(["--cursor", "orders=new", "--mode", "users=full_refresh"], streams)).toEqual({
      orders: { mode: "incremental", cursor: ["new"], key: [["id"]] },
      users: { mode: "full_refresh" },
    });
  });

  test("of columns add up: no flag makes public what the project makes private", () => {
    const streams = { users: { columns: { exclude: ["email"], hash: ["phone"] } } };
    const args = ["--exclude-columns", "users=name, address.street", "--hash-columns", "*=ref"];
    expect(settings([...args, "--exclude-columns", "users=email"], streams)).toEqual({
      users: { columns: { exclude: ["email", "name", "address.street"], hash: ["phone"] } },
      "*": { columns: { hash: ["ref"] } },
    });
  });

  test("are none where the project only lists streams", () => {
    expect(settings([], ["orders"])).toEqual({});
  });
});

describe("sluice sync", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
    await program(folder, "source-a.js", "");
  });
  afterEach(() => rm(folder, { recursive: true }));

  test.each([
    ["a list of streams reads these only", ["orders"], ["a.orders"]],
    ["settings of streams read all of them", { orders: { mode: "full_refresh" } }, ["a.orders", "a.users"]],
  ])("with a project: %s", async (_what, streams, tables) => {
    const catalog = { streams: ["orders", "users"].map((name) => ({ name, json_schema: {} })) };
    await program(
      folder,
      "source-a.js",
      `console.log(${JSON.stringify(JSON.stringify({ type: "CATALOG", catalog }))});`,
    );
    const sources = [{ source: "./source-a.js", streams }];
    await writeFile(join(folder, "sluice.config.json"), JSON.stringify({ sources }));
    const { stdout } = await sluice(folder, ["sync", "--dry-run"]);
    expect(stdout.match(/^a\.\w+/gm)).toEqual(tables);
  });

  test.each([
    [["--mode", "orders"], "Invalid --mode. Write STREAM=full_refresh|incremental."],
    [["--mode", "orders=all"], "Invalid --mode. Write full_refresh or incremental."],
    [["--cursor", "=at"], "Invalid --cursor. Write STREAM=FIELD."],
    [["--cursor", "orders="], "Invalid --cursor. Write STREAM=FIELD."],
    [["--key", "orders"], "Invalid --key. Write STREAM=FIELD,FIELD."],
    [["--hash-columns", "a"], "Invalid --hash-columns. Write STREAM=FIELD,FIELD."],
    [["--exclude-columns", "orders=,id"], "Invalid --exclude-columns. A field has no name. Write STREAM=FIELD,FIELD."],
    [["--key", "orders=id,"], "Invalid --key. A field has no name. Write STREAM=FIELD,FIELD."],
  ])("refuses %j before it begins", async (args, words) => {
    const ran = await sluice(folder, ["sync", "./source-a.js", ...args]);
    expect([ran.status, ran.stdout]).toEqual([2, ""]);
    expect(ran.stderr.split("\n")[0]).toBe(words);
  });
});
