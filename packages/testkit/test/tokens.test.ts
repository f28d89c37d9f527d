/** The suite's own parts, for a connector whose tokens expire and whose refresh tokens work once. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { type ConfigOf, OAuthRefreshAuth } from "@sluice/core";
import { resumptionTests } from "../src/conformance/interruption.js";
import { triedOf } from "../src/conformance/matrix.js";
import { Subject } from "../src/conformance/subject.js";
import { type Connector, FAULTS, FaultMatrix, POSITIONS } from "../src/index.js";
import { jestRunner } from "./jest-runner.js";
import { startTokens, TokenSource } from "./token-source.js";

const connector = { create: () => new TokenSource(), folder: new URL("./", import.meta.url), start: startTokens };
const subject = new Subject(
  {
    ...connector,
    wrongCredentials: (config) => [
      { ...config, refresh_token: "wrong-Ab3xYz" },
      { ...config, client_secret: "wrong-Ab3xYz" },
    ],
    paged: { contacts: 4, owners: 4 },
    victim: { stream: "contacts", request: /^\/contacts$/ },
  },
  new TokenSource().describe(),
  true,
);

beforeAll(() => subject.start());
afterEach(() => void subject.vendor.api.reset());
afterAll(() => subject.vendor.api.close());

describe("a read that is interrupted", () => resumptionTests(subject, jestRunner));

test("a read fetches one token for all of its requests", async () => {
  const output = await subject.run("read");
  expect(output.errors()).toEqual([]);
  const paths = subject.vendor.api.requests.map(({ path }) => path);
  expect(paths.filter((path) => path === "/oauth/token")).toHaveLength(1);
  expect(paths.filter((path) => path === "/contacts")).toHaveLength(4);
});

test("each wrong secret is asked for by itself", async () => {
  const statuses: unknown[] = [];
  for (const config of subject.wrongConfigs) {
    const output = await subject.run("read", { config, streams: ["contacts"] });
    statuses.push(output.errors()[0]?.["failure_type"]);
  }
  expect(statuses).toEqual(["config_error", "config_error"]);
});

describe("a fault", () => {
  let matrix: FaultMatrix;
  beforeAll(async () => {
    matrix = new FaultMatrix(connector, subject.vendor);
    await matrix.prepare("contacts");
  });
  const faults = triedOf(subject, "contacts").flatMap((tried) => tried.faults);
  const ofTokens = faults.filter(([, { concerns, status }]) => concerns === "tokens" || status === 401);

  test("may concern tokens", () => {
    expect(ofTokens).toHaveLength(8);
  });

  test.each(ofTokens)("%s", async (_name, fault) => {
    const found: unknown[] = [];
    for (const position of POSITIONS) {
      const { outcome, problems } = await matrix.run(fault, position);
      found.push([position, problems, outcome.startsWith("not applicable")]);
    }
    expect(found).toEqual(POSITIONS.map((position) => [position, [], false]));
  });
});

describe("a connector that is wrong", () => {
  /** The problems that the matrix finds at the first page. */
  async function problemsOf(fault: string, wrong: Pick<Connector, "create">): Promise<readonly string[]> {
    const matrix = new FaultMatrix({ ...connector, ...wrong }, subject.vendor);
    await matrix.prepare("contacts");
    const found = FAULTS.find(({ name }) => name === fault);
    return found === undefined ? ["no such fault"] : (await matrix.run(found, "first")).problems;
  }
  type Config = ConfigOf<TokenSource["config"]>;
  const given = ({ client_secret: clientSecret, refresh_token: refreshToken }: Config) => {
    return { url: "/oauth/token", clientId: "the-client", clientSecret, refreshToken };
  };

  test("is noticed if it forgets a new refresh token", async () => {
    class Forgetful extends TokenSource {
      override authenticator(config: Config): OAuthRefreshAuth {
        return new OAuthRefreshAuth(given(config));
      }
    }
    const problems = await problemsOf("the token expires", { create: () => new Forgetful() });
    expect(problems).toContain("the new refresh_token was not saved");
  });

  test("is noticed if it never renews a token", async () => {
    class Stubborn extends OAuthRefreshAuth {
      override isRefusal(): boolean {
        return false;
      }
    }
    class StubbornSource extends TokenSource {
      override authenticator(config: Config): OAuthRefreshAuth {
        return new Stubborn({ ...given(config), rotates: { refreshToken: "refresh_token" } });
      }
    }
    const problems = await problemsOf("the token expires", { create: () => new StubbornSource() });
    expect(problems).toContain("failed: config_error; expected: recovered");
  });
});

test("a fake of a source with tokens must be able to make them expire", async () => {
  const { expireTokens: _, ...vendor } = subject.vendor;
  const matrix = new FaultMatrix(connector, {
    ...vendor,
    get config() {
      return subject.vendor.config;
    },
  });
  await matrix.prepare("contacts");
  const fault = FAULTS.find(({ name }) => name === "the token expires");
  const cell = fault && (await matrix.run(fault, "first"));
  expect(cell?.problems).toContain("the fake cannot make its tokens expire: give it expireTokens");
});
