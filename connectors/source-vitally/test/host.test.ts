import { describe, expect, test } from "@jest/globals";
import { runSource } from "@sluice/testkit";
import { useFake } from "@sluice/testkit/jest";
import { startVitally } from "../fake/index.js";
import { hostOf } from "../src/host.js";
import { Redirected } from "./redirected.js";

const fake = useFake(startVitally);

const check = (source: Redirected, config: Record<string, string>) =>
  runSource(source, "check", { config: { secret_token: fake().config.secret_token, ...config } });

const ACME = "acme.rest.vitally.io";
const ACCEPTED = [
  ["", "rest.vitally.io"],
  ["  ", "rest.vitally.io"],
  ["rest.vitally.io", "rest.vitally.io"],
  ["https://rest.vitally.io", "rest.vitally.io"],
  ["https://rest.vitally.io/", "rest.vitally.io"],
  ["https://rest.vitally.io/resources", "rest.vitally.io"],
  ["acme", ACME],
  [" acme\n", ACME],
  ["ACME", ACME],
  ["acme.vitally.io", ACME],
  ["Acme.Rest.Vitally.IO", ACME],
  ["https://acme.vitally.io", ACME],
  ["https://acme.vitally.io/", ACME],
  ["https://acme.rest.vitally.io/resources/", ACME],
  ["acme.vitally.io/path", ACME],
  ["https://acme.vitally.io:443", ACME],
  ["https://acme.vitally.io/work/hub", ACME],
  ["https://acme.vitally.io/resources/../x", ACME],
  ["https://acme.vitally.io?x=1", ACME],
  ["http://acme.vitally.io", ACME],
  ["//acme.vitally.io", ACME],
  ["  HTTPS://ACME.Vitally.IO/work/hub?tab=Tasks&x=a@b#/top \n", ACME],
  ["acme.vitally.io/#/accounts", ACME],
  ["https://acme.vitally.io/?next=https://evil.com/", ACME],
  ["acme-2", "acme-2.rest.vitally.io"],
  ["rest.vitally-eu.io", "rest.vitally-eu.io"],
  ["https://rest.vitally-eu.io/", "rest.vitally-eu.io"],
  ["https://acme.vitally-eu.io/work/hub?x=1", "rest.vitally-eu.io"],
] as const;

const REFUSED = [
  "evil.com/#",
  "evil.com",
  "evil.com?",
  "evil.com\\",
  "evil.com\\acme.vitally.io",
  "https://evil.com\\@acme.vitally.io/",
  "https://acme.vitally.io\\@evil.com/",
  "https://acme.vitally.io@evil.com/",
  "https://acme.vitally.io:443@evil.com/",
  "https://acme.vitally.io:8443/work/hub",
  "https://evil.com/acme.vitally.io",
  "ftp://acme.vitally.io/",
  "javascript://acme.vitally.io/",
  "https://https://acme.vitally.io",
  "https://acme.vitally-eu.io.evil.com/",
  "https://evil.com",
  "https://evil.com/.vitally.io",
  "https://evil.com#.vitally.io",
  "https://evil.com?.vitally.io",
  "a@b",
  "acme@evil.com",
  "https://user:pass@acme.vitally.io",
  "acme:8080",
  "acme.vitally.io:8443",
  "acme/path",
  "https://acme",
  "acme。vitally。io",
  "acme．vitally．io",
  "аcme",
  "acme.vitally.io.",
  "acme..vitally.io",
  ".vitally.io",
  "vitally.io",
  "a.b.vitally.io",
  "acme.rest.vitally-eu.io",
  "acme.vitally.io.evil.com",
  "acmevitally.io",
  "evilvitally.io",
  "acme%2eevil",
  "acme evil",
  "acme\nevil",
  "acme\u0000",
  "-acme",
  "acme-",
  "acme_x",
  "a".repeat(64),
  "\u212Aacme",
];

/** The same forevery value: it holds none of them. */
const REFUSAL = "The config cannot be used.";
const REASON =
  ': is not an address of Vitally. It is the first part of the address at which you sign in ("acme" of https://acme.vitally.io), or nothing; a host of your own belongs into base_url.';

describe("the host that gets the token", () => {
  test.each(ACCEPTED)("domain %j leads to %s", async (domain, host) => {
    expect(hostOf(domain)).toBe(host);
    const source = new Redirected(fake().api.url);
    expect((await check(source, { domain })).of("CONNECTION_STATUS")).toEqual([{ status: "SUCCEEDED" }]);
    expect(source.asked).toEqual([`https://${host}/resources/accounts`]);
  });

  test.each(REFUSED)("%j is refused, by the name of the field, and nothing is sent", async (value) => {
    for (const field of ["domain", "api_url"]) {
      const source = new Redirected(fake().api.url);
      const output = await check(source, { [field]: value });
      expect(output.of("CONNECTION_STATUS")).toEqual([{ status: "FAILED", message: `${REFUSAL} ${field}${REASON}` }]);
      expect(output.lines).toHaveLength(1);
      expect(source.asked).toEqual([]);
    }
  });

  test("base_url outweighs them, region the domain, and domain the api_url", async () => {
    const asked = async (config: Record<string, string>) => {
      const source = new Redirected(fake().api.url);
      await check(source, config);
      return source.asked.map((address) => new URL(address).origin);
    };
    const api_url = "https://rest.vitally.io/";
    expect(await asked({ base_url: "https://api.example.com", region: "EU", domain: "acme", api_url })).toEqual([
      "https://api.example.com",
    ]);
    expect(await asked({ region: "EU", domain: "acme", api_url })).toEqual(["https://rest.vitally-eu.io"]);
    expect(await asked({ domain: "acme", api_url })).toEqual([`https://${ACME}`]);
    expect(await asked({ domain: "", api_url: "https://acme.rest.vitally.io/" })).toEqual([`https://${ACME}`]);
  });
});
