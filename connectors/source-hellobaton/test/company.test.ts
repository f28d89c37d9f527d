import dns from "node:dns";
import { afterEach, describe, expect, jest, test } from "@jest/globals";
import { runSource } from "@sluice/testkit";
import { accountOf } from "../src/company.js";
import { Hellobaton } from "../src/index.js";

const LONGEST = "a".repeat(63);

const ACCEPTED = [
  ["acme", "acme"],
  ["Acme-2", "acme-2"],
  ["7", "7"],
  [LONGEST, LONGEST],
  ["  acme\n", "acme"],
  ["acme.hellobaton.com", "acme"],
  ["ACME.HelloBaton.com", "acme"],
  ["acme.hellobaton.com/", "acme"],
  ["//acme.hellobaton.com", "acme"],
  ["https://acme.hellobaton.com", "acme"],
  ["http://acme.hellobaton.com/", "acme"],
  ["https://acme.hellobaton.com:443/api/", "acme"],
  ["https://acme.hellobaton.com/projects/5/tasks?view=board#t-1", "acme"],
  ["https://acme.hellobaton.com/#/projects", "acme"],
] as const;

const REFUSED = [
  "",
  " ",
  ".",
  "acme corp",
  "acme_corp",
  "-acme",
  "acme-",
  "äcme",
  "a".repeat(64),
  `${"a".repeat(64)}.hellobaton.com`,
  "acme/",
  "acme.com",
  "localhost:8080",
  "127.0.0.1",
  "hellobaton.com",
  ".hellobaton.com",
  "https://hellobaton.com/",
  "www.hellobaton.com",
  "app",
  "https://app.hellobaton.com/api/acme/",
  "a.acme.hellobaton.com",
  "acme.hellobaton.com.",
  "acme.hellobaton.com.evil.example",
  "acme.hellobaton.com@evil.example",
  "https://acme.hellobaton.com@evil.example/",
  "https://acme.hellobaton.com:pw@evil.example/.hellobaton.com",
  "https://user:pw@acme.hellobaton.com/",
  "https://user@acme.hellobaton.com/",
  "https://evil.example/.hellobaton.com",
  "https://evil.example/?x=.hellobaton.com",
  "https://evil.example#.hellobaton.com",
  "evil.example/acme.hellobaton.com",
  "evil.example\\.hellobaton.com",
  "https:\\\\evil.example\\@acme.hellobaton.com",
  "evil.example%2f.hellobaton.com",
  "evil.example%00.hellobaton.com",
  "evil.example。acme.hellobaton.com",
  "acme.evilhellobaton.com",
  "acme.hellobaton.com:8443",
  "https://acme.hellobaton.com:80443/",
  "ftp://acme.hellobaton.com/",
  "javascript://acme.hellobaton.com/",
  "https://https://acme.hellobaton.com",
  "ac\nme.hellobaton.com",
  "acme\t.hellobaton.com",
] as const;

const config = (company: string) => ({ api_key: "abcdefgh.0123456789", company });

/** Nothing is resolved; the hosts that would be reached are kept. */
function noNetwork(): string[] {
  const hosts: string[] = [];
  jest.spyOn(dns, "lookup").mockImplementation(((host: string, _options: unknown, done: (error: Error) => void) => {
    hosts.push(host);
    done(Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: "ENOTFOUND" }));
  }) as never);
  return hosts;
}

afterEach(() => void jest.restoreAllMocks());

describe("company", () => {
  test.each(ACCEPTED)("%j is the account %s", (company, label) => {
    expect(accountOf(company)).toBe(label);
  });

  test.each(ACCEPTED)("%j: the key goes to that account's host", async (company, label) => {
    const hosts = noNetwork();
    const output = await runSource(new Hellobaton(), "check", { config: config(company) });
    expect(new Set(hosts)).toEqual(new Set([`${label}.hellobaton.com`]));
    expect(output.of("CONNECTION_STATUS")[0]?.["message"]).toContain(`${label}.hellobaton.com`);
  });

  test.each(REFUSED)(
    "%j is refused before anything is sent; the field is named and the value is not",
    async (company) => {
      const hosts = noNetwork();
      expect(accountOf(company)).toBeUndefined();
      const checked = await runSource(new Hellobaton(), "check", { config: config(company) });
      const [status] = checked.of("CONNECTION_STATUS");
      expect(status).toMatchObject({ status: "FAILED", message: expect.stringContaining("company") });
      const read = await runSource(new Hellobaton(), "read", { config: config(company) });
      expect(read.errors()[0]?.["failure_type"]).toBe("config_error");
      expect(read.status).toBe(1);
      expect(hosts).toEqual([]);
      if (company.length > 8 && !"https://acme.hellobaton.com".includes(company)) {
        expect(`${checked.stdout}${read.stdout}`).not.toContain(JSON.stringify(company).slice(1, -1));
      }
    },
  );

  test("base_url replaces it, and must be https or loopback too", async () => {
    const hosts = noNetwork();
    const ownHost = { ...config("acme"), base_url: "https://baton.example.com" };
    await runSource(new Hellobaton(), "check", { config: ownHost });
    expect(new Set(hosts)).toEqual(new Set(["baton.example.com"]));
    const plain = await runSource(new Hellobaton(), "check", {
      config: { ...ownHost, base_url: "http://evil.example" },
    });
    expect(plain.of("CONNECTION_STATUS")[0]?.["message"]).toContain("base_url");
  });
});
