import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { RunRecord } from "../../src/destinations/destination.js";
import { RunHook } from "../../src/hook/hook.js";
import type { Project } from "../../src/project/project.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
});
afterEach(() => rm(folder, { recursive: true }));

const RUN: RunRecord = {
  ...{ id: "0a1b2c3d-0000-4000-8000-000000000001", connection: "acme", source: "./source-acme.js", version: "1.2.3" },
  ...{ startedAt: new Date("2026-01-31T10:00:00Z"), endedAt: new Date("2026-01-31T10:00:05Z"), status: "failed" },
  streams: [
    { stream: "users", read: 1200, loaded: 1200, status: "COMPLETE" },
    { stream: "logs", read: 3, loaded: 0, status: "INCOMPLETE", error: "The key is gone." },
  ],
  ...{ error: "The key is gone.", errors: [], warnings: ["A note."] },
};

/** Calls a hook. @returns the warnings. */
async function called(
  onRun: Project["onRun"],
  environment: Readonly<Record<string, string>> = {},
  timeoutMs?: number,
): Promise<readonly string[]> {
  const warnings: string[] = [];
  const onWarning = (connection: string, warning: string) => warnings.push(`${connection}: ${warning}`);
  const all = { ...process.env, ...environment };
  const options = { destination: "duckdb:x.duckdb", environment: all, onWarning, ...(timeoutMs && { timeoutMs }) };
  await RunHook.of(onRun, options)?.ended(RUN);
  return warnings;
}

/** A hook that runs this JavaScript. */
const script = (code: string, ...args: string[]) => [process.execPath, "-e", code, ...args];

describe("a command", () => {
  test("gets the run as JSON on standard input, and its arguments as they are", async () => {
    const file = join(folder, "it is here");
    const code = `require("fs").writeFileSync(process.argv[1], process.argv[2] + require("fs").readFileSync(0))`;
    expect(await called(script(code, "${FILE}", "|"), { FILE: file })).toEqual([]);
    const written = await readFile(file, "utf8");
    expect(written[0]).toBe("|");
    expect(JSON.parse(written.slice(1))).toEqual({
      ...{ id: RUN.id, connection: "acme", source: "./source-acme.js", version: "1.2.3", status: "failed" },
      ...{ startedAt: "2026-01-31T10:00:00.000Z", endedAt: "2026-01-31T10:00:05.000Z", streams: RUN.streams },
      ...{ error: "The key is gone.", errors: [], warnings: ["A note."], destination: "duckdb:x.duckdb" },
      text: `acme: failed, 1,200 records of 2 streams in 5.0 s, 1 of them failed. Run ${RUN.id}. The key is gone.`,
    });
  });

  test("is written as one text too", async () => {
    await writeFile(join(folder, "hook.cjs"), `require("fs").writeFileSync(process.argv[2], "called")`);
    expect(await called(`"${process.execPath}" ${folder}/hook.cjs '${folder}/a file'`)).toEqual([]);
    expect(await readFile(join(folder, "a file"), "utf8")).toBe("called");
  });

  test("that does not read its input has succeeded if it ends with 0", async () => {
    expect(await called(script("process.exit(0)"))).toEqual([]);
  });

  test("that fails is a warning with its last words, without the values of variables", async () => {
    const warnings = await called(script(`console.error("no " + process.argv[1]); process.exit(3)`, "${TOKEN}"), {
      TOKEN: "s3cr3t-t0k3n",
    });
    expect(warnings).toEqual([
      "acme: The hook (onRun) failed: node ended with exit status 3. Its last words: no ****. The sync is not affected; correct onRun in the project.",
    ]);
  });

  test("that is not there is a warning", async () => {
    expect(await called("./nowhere/notify --now")).toEqual([
      expect.stringMatching(
        /^acme: The hook \(onRun\) failed: notify cannot be run: there is no such file or folder\./,
      ),
    ]);
  });

  test("that hangs is stopped, also if it ignores the first signal", async () => {
    const code = `process.on("SIGTERM", () => {}); require("fs").writeFileSync(process.argv[1], String(process.pid)); setInterval(() => {}, 1e6)`;
    const file = join(folder, "pid");
    expect(await called(script(code, file), {}, 500)).toEqual([
      expect.stringMatching(/^acme: The hook \(onRun\) failed: it took longer than 0\.5 s\./),
    ]);
    const pid = Number(await readFile(file, "utf8"));
    expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
  });

  test("with a variable that is not set is a warning that names it", async () => {
    expect(await called(["notify", "${NOT_SET_ANYWHERE}"])).toEqual([
      expect.stringMatching(
        /^acme: The hook \(onRun\) failed: The config refers to NOT_SET_ANYWHERE, which is not set/,
      ),
    ]);
  });

  test.each([["a | b"], ["'a"], [" "]])("%j is refused before anything runs", (onRun) => {
    const options = { destination: "", environment: {}, onWarning: () => undefined };
    expect(() => RunHook.of(onRun, options)).toThrow(/^Invalid onRun/);
  });
});

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

/** Servers that answer so, and their URLs, as long as the work takes. */
async function withServers<T>(answers: readonly Answer[], work: (...urls: string[]) => Promise<T>): Promise<T> {
  const servers: Server[] = [];
  try {
    for (const answer of answers) {
      const server = createServer(
        (request, response) => void text(request).then((body) => answer(request, response, body)),
      );
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      servers.push(server);
    }
    return await work(...servers.map((server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  } finally {
    for (const server of servers) server.close().closeAllConnections();
  }
}

describe("a URL", () => {
  test("gets the run by POST, with the user of the URL in a header", async () => {
    const seen: unknown[] = [];
    const answer: Answer = ({ method, url, headers }, response, body) => {
      seen.push([method, url, headers["content-type"], headers.authorization, JSON.parse(body).id]);
      response.end("ok");
    };
    const warnings = await withServers([answer], (url) =>
      called("${HOOK}", { HOOK: `${url.replace("//", "//me:p%40ss@")}/services/T0?x=1` }),
    );
    expect(warnings).toEqual([]);
    const authorization = `Basic ${Buffer.from("me:p@ss").toString("base64")}`;
    expect(seen).toEqual([["POST", "/services/T0?x=1", "application/json", authorization, RUN.id]]);
  });

  test("that refuses is a warning without the path, which may be a token", async () => {
    const warnings = await withServers(
      [(_request, response) => response.writeHead(404).end("/services/T0K3N-1")],
      (url) => called(`${url}/services/T0K3N-1`),
    );
    expect(warnings).toEqual([
      expect.stringMatching(/^acme: The hook \(onRun\) failed: 127\.0\.0\.1:\d+ answered with status 404\. The sync/),
    ]);
  });

  test("that redirects within its origin is followed by POST", async () => {
    const seen: unknown[] = [];
    const answer: Answer = ({ method, url }, response, body) => {
      seen.push([method, url, body.length > 0]);
      response.writeHead(url === "/a" ? 307 : 204, url === "/a" ? { location: "/b" } : {}).end();
    };
    expect(await withServers([answer], (url) => called(`${url}/a`))).toEqual([]);
    expect(seen).toEqual([
      ["POST", "/a", true],
      ["POST", "/b", true],
    ]);
  });

  test("that redirects to another origin is not followed", async () => {
    let other = "";
    let isAsked = false;
    const redirect: Answer = (_request, response) => response.writeHead(307, { location: `${other}/stolen` }).end();
    const thief: Answer = (_request, response) => {
      isAsked = true;
      response.end();
    };
    const warnings = await withServers([redirect, thief], (url, elsewhere = "") => {
      other = elsewhere;
      return called(`${url}/hook`);
    });
    expect(warnings).toEqual([
      expect.stringMatching(/redirects to another origin \(http:\/\/127.*\), which is not followed/),
    ]);
    expect(isAsked).toBe(false);
  });

  test("that redirects in a circle is given up", async () => {
    const circle: Answer = (_request, response) => response.writeHead(308, { location: "/again" }).end();
    expect(await withServers([circle], (url) => called(url))).toEqual([
      expect.stringMatching(/redirects more than 3 times/),
    ]);
  });

  test("that does not answer is given up in time", async () => {
    expect(await withServers([() => undefined], (url) => called(url, {}, 300))).toEqual([
      expect.stringMatching(/it took longer than 0\.3 s/),
    ]);
  });

  test("that cannot be reached is a warning, without the values of variables", async () => {
    const url = await withServers([() => undefined], async (one) => one);
    const [warning, ...others] = await called("${HOOK}", { HOOK: `${url}/s3cr3t-t0k3n` });
    expect(others).toEqual([]);
    expect(warning).toMatch(/127\.0\.0\.1:\d+ cannot be reached \(.*ECONNREFUSED.*\)/);
    expect(warning).not.toContain("s3cr3t");
  });
});
