import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { startPersistIQ } from "../../../../connectors/source-persistiq/fake/index.js";
import { program, sluice } from "./support.js";
import { CLEAR, CTRL_C, DOWN, ENTER, hasTerminal, onTerminal } from "./terminal.js";

const CONNECTORS = new URL("../../../../connectors/", import.meta.url);
const connector = (name: string) => fileURLToPath(new URL(`source-${name}/bin/source-${name}.js`, CONNECTORS));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
});
afterEach(() => rm(folder, { recursive: true }));

const project = async () => JSON.parse(await readFile(join(folder, "sluice.config.json"), "utf8"));

/** A source that knows its settings only. */
const source = (name: string, connectionSpecification: object) =>
  program(
    folder,
    name,
    `if (process.argv[2] === "spec") console.log(${JSON.stringify(JSON.stringify({ type: "SPEC", spec: { connectionSpecification } }))});`,
  );

const type = "string";
/** As third-party connectors have it: a choice of ways to log in, a nested group, a list of objects, an unmarked secret. */
const FOREIGN = {
  type: "object",
  required: ["credentials", "accounts", "company"],
  properties: {
    company: { type, title: "Company", description: "As in <b>acme</b>.example", pattern: "^[a-z]+$", order: 0 },
    credentials: {
      type: "object",
      title: "Authentication",
      oneOf: [
        {
          title: "API token",
          required: ["auth_type", "api_token"],
          properties: { auth_type: { type, const: "token" }, api_token: { type } },
        },
        {
          title: "Password",
          required: ["auth_type", "user", "password"],
          properties: { auth_type: { type, const: "basic" }, user: { type }, password: { type, airbyte_secret: true } },
        },
      ],
    },
    accounts: { type: "array", items: { type: "object", properties: { id: { type } } } },
    tunnel: {
      type: "object",
      title: "Tunnel",
      required: ["host", "port"],
      properties: { host: { type }, port: { type: "integer", minimum: 1, maximum: 65535, default: 22 } },
    },
    tags: { type: "array", items: { type } },
    hidden: { type, airbyte_hidden: true, default: "h" },
  },
};

describe("sluice init without a terminal", () => {
  test("writes a project whose secrets are variables, prints the next steps, and the project works", async () => {
    const fake = await startPersistIQ();
    const bin = connector("persistiq");
    const ran = await sluice(folder, ["init", bin, "--set", `base_url=${fake.config.base_url}`]);
    expect([ran.status, ran.stderr]).toEqual([0, ""]);
    expect(ran.stdout).toBe(
      "Added the source persistiq to sluice.config.json.\nNext:\n  set PERSISTIQ_API_KEY in .env or the environment\n" +
        "  sluice check persistiq\n  sluice sync persistiq\n",
    );
    const config = { api_key: "${PERSISTIQ_API_KEY}", base_url: fake.config.base_url, checks: "sample" };
    expect(await project()).toMatchObject({
      to: "duckdb:sluice.duckdb",
      sources: [{ name: "persistiq", source: bin, config }],
    });
    await writeFile(join(folder, ".env"), `PERSISTIQ_API_KEY=${fake.config.api_key}\n`);
    const checked = await sluice(folder, ["check", "persistiq"]);
    expect(checked).toMatchObject({ status: 0, stdout: "persistiq: the config works\n" });
    await fake.api.close();
  });

  test("adds to a project, in its own indent, and overwrites nothing", async () => {
    const before = '{\n\t"parallel": 2,\n\t"sources": [\n\t\t{ "source": "other" }\n\t]\n}\n';
    await writeFile(join(folder, "sluice.config.json"), before);
    await mkdir(join(folder, "node_modules/.bin"), { recursive: true });
    await source("node_modules/.bin/source-plain", { properties: { company: { type } } });
    expect(await sluice(folder, ["init", "plain"])).toMatchObject({ status: 0 });
    expect(await readFile(join(folder, "sluice.config.json"), "utf8")).toMatch(
      /^\{\n\t"parallel": 2,\n\t"sources": \[\n\t\t\{\n/,
    );
    const { sources } = await project();
    expect(sources).toEqual([{ source: "other" }, { source: "plain", config: {} }]);
    const again = await sluice(folder, ["init", "plain", "--set", "company=acme"]);
    expect([again.status, again.stderr]).toEqual([
      1,
      expect.stringMatching(/already has a source "plain", and was not changed\. .*--name NAME/),
    ]);
    expect((await project()).sources).toEqual(sources);
    await sluice(folder, ["init", "plain", "--name", "second", "--set", "company=acme"]);
    expect((await project()).sources.at(-1)).toEqual({ name: "second", source: "plain", config: { company: "acme" } });
  });

  test("fills in the first of several optional secrets, or the one that is given", async () => {
    await sluice(folder, ["init", connector("vitally")]);
    await sluice(folder, [
      "init",
      connector("vitally"),
      "--name",
      "b",
      "--set",
      "api_key=${MY_KEY}",
      "--set",
      "limits.attempts=3",
    ]);
    const [first, second] = (await project()).sources.map(({ config }: { config: unknown }) => config);
    expect(first).toMatchObject({ secret_token: "${VITALLY_SECRET_TOKEN}", region: "US" });
    expect(first).not.toHaveProperty("api_key");
    expect(second).toMatchObject({ api_key: "${MY_KEY}", limits: { attempts: 3, retry_minutes: 30 } });
    expect(second).not.toHaveProperty("secret_token");
  });

  test.each([
    [["credentials=Password", "credentials.user=me"], { auth_type: "basic", user: "me", password: "${X_PASSWORD}" }],
    [
      ["credentials.auth_type=basic", "credentials.user=me"],
      { auth_type: "basic", user: "me", password: "${X_PASSWORD}" },
    ],
    [["credentials.user=me"], { auth_type: "basic", user: "me", password: "${X_PASSWORD}" }],
    [[], { auth_type: "token", api_token: "${X_API_TOKEN}" }],
  ])("chooses the login method of %j", async (given, credentials) => {
    await source("source-x.js", FOREIGN);
    const set = ["company=acme", 'accounts=[{"id":"1"}]', "tags=a, b", "tunnel.host=h", ...given].flatMap((one) => [
      "--set",
      one,
    ]);
    const ran = await sluice(folder, ["init", "./source-x.js", ...set]);
    expect([ran.status, ran.stderr]).toEqual([0, ""]);
    expect((await project()).sources[0].config).toEqual({
      company: "acme",
      credentials,
      accounts: [{ id: "1" }],
      tunnel: { host: "h", port: 22 },
      tags: ["a", "b"],
    });
  });

  test("leaves out settings that it cannot ask for, and names them", async () => {
    await source("source-x.js", FOREIGN);
    const ran = await sluice(folder, ["init", "./source-x.js", "--set", "company=acme"]);
    expect((await project()).sources[0].config.accounts).toBe("TO BE FILLED IN: a list of objects");
    expect(ran.stdout).toContain("Fill in accounts (a list of objects) in the file.");
  });

  test.each([
    [
      ["init", "./source-x.js"],
      2,
      /^Missing settings, which have no default\. Pass:\n {2}--set company=… {2}Company\n/,
    ],
    [
      ["init", "./source-x.js", "--set", "company=ACME"],
      2,
      /^Invalid --set company\. Enter a value that looks like \^\[a-z\]\+\$/,
    ],
    [["init", "./source-x.js", "--set", "compny=a"], 2, /^Unknown setting: compny\. Use one of company, /],
    [["init", "./source-x.js", "--set", "s3cr3t"], 2, /^Invalid --set\. Write --set FIELD=VALUE/],
    [["init", "./source-x.js", "--set", "credentials.api_token=s3cr3t"], 2, /credentials\.api_token is a secret/],
    [["init", "./source-x.js", "--set", "credentials.password=s3cr3t"], 2, /is a secret/],
    [["init", "./source-x.js", "--set", "company=a", "--set", 'credentials={"api_token":"s3cr3t"}'], 2, /is a secret/],
    [
      ["init", "./source-x.js", "--set", "company=a", "--set", "credentials=s3cr3t"],
      2,
      /^Invalid --set credentials\. Write one of API token, Password\./,
    ],
    [
      ["init", "./source-x.js", "--set", "company=a", "--set", "tunnel.port=0"],
      2,
      /^Invalid --set tunnel\.port\. Enter a whole number from 1 to 65535\./,
    ],
    [
      ["init", "./source-x.js", "--set", "company=a", "--set", "credentials=API token", "--set", "credentials.user=me"],
      2,
      /^--set credentials\.user belongs to an option that was not chosen\./,
    ],
    [["init"], 2, /^Missing source\. Pass one, for example `sluice init hellobaton`\./],
    [["init", "./source-mute.js"], 1, /The source gave no specification of its config/],
    [["init", "./source-empty.js"], 1, /^The specification of the source has no connectionSpecification\./],
  ])("%j ends with %i, writes nothing, and repeats no secret", async (args, status, expected) => {
    await source("source-x.js", FOREIGN);
    await program(folder, "source-mute.js", "");
    await program(folder, "source-empty.js", `console.log('{"type":"SPEC","spec":{}}');`);
    const ran = await sluice(folder, args);
    expect([ran.status, ran.stdout]).toEqual([status, ""]);
    expect(ran.stderr).toMatch(expected);
    expect(ran.stderr).not.toContain("s3cr3t");
    expect(await readdir(folder)).not.toContain("sluice.config.json");
  });

  test("prints what to paste where the project is a program", async () => {
    const before = `export default { sources: [{ source: "other" }] };\n`;
    await writeFile(join(folder, "sluice.config.ts"), before);
    const ran = await sluice(folder, ["init", connector("vitally"), "--yes"]);
    expect([ran.status, ran.stderr]).toEqual([0, ""]);
    expect(ran.stdout).toContain(`"secret_token": "\${VITALLY_SECRET_TOKEN}"`);
    expect(await readFile(join(folder, "sluice.config.ts"), "utf8")).toBe(before);
    expect(await readdir(folder)).not.toContain("sluice.config.json");
  });

  test.each([
    ["node_modules\n", true],
    ["node_modules\n.env\n", false],
    [".env*\n", false],
  ])("looks whether .gitignore keeps .env: %j", async (text, isWarned) => {
    await writeFile(join(folder, ".gitignore"), text);
    const { stdout } = await sluice(folder, ["init", connector("vitally")]);
    expect(stdout.includes(".gitignore does not list .env")).toBe(isWarned);
  });

  test("leaves a broken project as it is", async () => {
    await writeFile(join(folder, "sluice.config.json"), '{"key": "s3cr3t",');
    const ran = await sluice(folder, ["init", connector("vitally")]);
    expect([ran.status, ran.stderr]).toEqual([
      2,
      expect.stringMatching(/^Cannot read the project sluice\.config\.json: it is not JSON/),
    ]);
    expect(ran.stderr).not.toContain("s3cr3t");
    expect(await readFile(join(folder, "sluice.config.json"), "utf8")).toBe('{"key": "s3cr3t",');
  });
});

(hasTerminal ? describe : describe.skip)("sluice init on a terminal (needs python3)", () => {
  test("asks field by field, and rejects a secret as the name of a variable", async () => {
    await source("source-x.js", FOREIGN);
    const ran = await onTerminal(
      folder,
      ["init", "./source-x.js"],
      [
        ["Which optional settings", `${ENTER}`],
        ["As in acme.example", ""],
        ["Company", `NO${ENTER}`],
        ["looks like", `${CLEAR}acme${ENTER}`],
        ["Authentication", `${DOWN}${ENTER}`],
        ["user (credentials.user)", `me${ENTER}`],
        ["X_PASSWORD", `${CLEAR}s3cr3t-p4ss${ENTER}`],
        ["not the secret", `${CLEAR}ABCDEFGH234567${ENTER}`],
        ["may be a secret", `${CLEAR}MY_PASSWORD${ENTER}`],
      ],
    );
    expect(ran.status).toBe(0);
    const text = await readFile(join(folder, "sluice.config.json"), "utf8");
    expect(text).not.toMatch(/s3cr3t|ABCDEFGH/);
    expect((await project()).sources[0].config).toEqual({
      company: "acme",
      credentials: { auth_type: "basic", user: "me", password: "${MY_PASSWORD}" },
      accounts: "TO BE FILLED IN: a list of objects",
    });
    expect(ran.screen).toContain("set MY_PASSWORD in .env or the environment");
  });

  test("asks for the optional settings that are chosen, choices and numbers among them", async () => {
    await source("source-y.js", {
      properties: {
        region: { type, title: "Region", enum: ["US", "EU"], default: "US", order: 0 },
        archived: { type: "boolean", title: "Archived too", default: false, order: 1 },
        pages: { type: "integer", title: "Pages", minimum: 1, order: 2 },
        left: { type, title: "Left out", order: 3 },
      },
    });
    const ran = await onTerminal(
      folder,
      ["init", "./source-y.js"],
      [
        ["Which optional settings", ` ${DOWN} ${DOWN} ${ENTER}`],
        ["EU", `${DOWN}${ENTER}`],
        ["Yes", `y`],
        ["Pages", `0${ENTER}`],
        ["at least 1", `${CLEAR}12${ENTER}`],
      ],
    );
    expect(ran.status).toBe(0);
    expect((await project()).sources[0].config).toEqual({ region: "EU", archived: true, pages: 12 });
  });

  test("proposes the defaults of needed settings, of a group and of one of several ways", async () => {
    const days = { type: "integer", title: "Days", default: 30 };
    await source("source-z.js", {
      required: ["region", "reading"],
      properties: {
        region: { type, title: "Region", enum: ["US", "EU"], default: "EU", order: 0 },
        reading: {
          ...{ title: "Reading", type: "object", default: { way: "since", days: 7 }, order: 1 },
          oneOf: [
            { title: "Whole", properties: { way: { type, const: "whole" } } },
            { title: "Since", required: ["way", "days"], properties: { way: { type, const: "since" }, days } },
          ],
        },
      },
    });
    const steps = ["Region", "Reading", "Days"].map((title) => [title, ENTER] as const);
    expect(await onTerminal(folder, ["init", "./source-z.js"], steps)).toMatchObject({ status: 0 });
    expect((await project()).sources[0].config).toEqual({ region: "EU", reading: { way: "since", days: 7 } });
  });

  test("asks which source, and before it replaces one", async () => {
    await mkdir(join(folder, "node_modules/.bin"), { recursive: true });
    await source("node_modules/.bin/source-plain", {
      required: ["company"],
      properties: { company: { type, title: "Company" } },
    });
    const answers = [["Which source?", ENTER] as const];
    expect(await onTerminal(folder, ["init"], [...answers, ["Company", `acme${ENTER}`]])).toMatchObject({ status: 0 });
    expect((await project()).sources).toEqual([{ source: "plain", config: { company: "acme" } }]);
    const no = await onTerminal(folder, ["init"], [...answers, ["Replace it?", "n"]]);
    expect([no.status, (await project()).sources[0].config]).toEqual([1, { company: "acme" }]);
    const yes = await onTerminal(folder, ["init"], [...answers, ["Replace it?", "y"], ["Company", `new${ENTER}`]]);
    expect([yes.status, (await project()).sources]).toEqual([0, [{ source: "plain", config: { company: "new" } }]]);
  });

  test("writes nothing if the user declines", async () => {
    const ran = await onTerminal(folder, ["init", connector("persistiq")], [["Which optional settings", CTRL_C]]);
    expect(ran.status).toBe(1);
    expect(ran.screen).toContain("Canceled. Nothing was written.");
    expect(await readdir(folder)).not.toContain("sluice.config.json");
  });
});
