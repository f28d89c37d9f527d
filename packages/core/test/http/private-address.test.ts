import type { LookupAddress, LookupOptions } from "node:dns";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { FakeApi, runSource } from "@sluice/testkit";
import { ConfigError } from "../../src/errors/connector-error.js";
import { HttpTransport } from "../../src/http/http-transport.js";
import { isPrivate, isPrivateHost, isPublicOnly, publicLookup } from "../../src/http/private-address.js";
import { createRequest } from "../../src/http/request.js";
import { baseUrlSetting } from "../../src/source/config.js";
import { Acme } from "../runner/support/acme.js";
import { rejectionOf } from "../support/client.js";

const PRIVATE = [
  ["this host", "0.0.0.0", "0.1.2.3", "::", "127.0.0.1", "127.255.255.254", "::1"],
  ["one's own networks", "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1"],
  ["link-local, with the metadata of a cloud", "169.254.169.254", "fe80::1", "fe80::1%eth0", "febf::1", "fec0::1"],
  ["shared by a carrier's customers", "100.64.0.1", "100.127.255.255"],
  ["unique-local", "fc00::1", "fd00:ec2::254"],
  [
    "not for single hosts",
    "224.0.0.1",
    "239.1.1.1",
    "240.0.0.1",
    "255.255.255.255",
    "ff02::1",
    "192.0.0.8",
    "198.18.0.1",
  ],
  [
    "IPv4 inside IPv6",
    "::7f00:1",
    "::808:808",
    "::8.8.8.8",
    "0:0:0:0:0:ffff:a00:1",
    "::ffff:0:7f00:1",
    "::ffff:10.0.0.1",
    "::ffff:7f00:1",
    "64:ff9b::a9fe:a9fe",
    "::127.0.0.1",
    "2002:7f00:1::1",
  ],
  ["in a URL's brackets", "[::1]", "[::ffff:7f00:1]", "[fd00::1]", "[fe80::1%25eth0]"],
] as const;

const PUBLIC = [
  ...["1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.1"],
  ...["169.253.0.1", "172.15.255.255", "172.32.0.0", "192.167.1.1", "192.169.0.1", "223.255.255.255"],
  ...[
    "2606:4700::1111",
    "[2a00::1]",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
    "::ffff:808:808",
    "0:0:0:0:0:FFFF:808:808",
    "fb00::1",
  ],
];

describe("isPrivate", () => {
  test.each(PRIVATE)("is true of addresses that are %s", (_what, ...addresses) => {
    expect(addresses.filter((address) => !isPrivate(address))).toEqual([]);
  });

  test("is false of public addresses, and of names", () => {
    const names = ["localhost", "api.example.com", "", "10.0.0", "10.0.0.1.example.com"];
    expect([...PUBLIC, ...names].filter(isPrivate)).toEqual([]);
  });
});

test("isPrivateHost recognizes names of this machine", () => {
  const hosts = ["localhost", "LOCALHOST.", "api.localhost", "127.0.0.1", "[::1]"];
  expect(hosts.filter((host) => !isPrivateHost(host))).toEqual([]);
  expect(["localhost.example.com", "notlocalhost", "8.8.8.8"].filter(isPrivateHost)).toEqual([]);
});

test("isPublicOnly reads DEPLOYMENT_MODE in any case", () => {
  expect(["CLOUD", "cloud", " Cloud "].map((mode) => isPublicOnly({ DEPLOYMENT_MODE: mode }))).toEqual([
    true,
    true,
    true,
  ]);
  expect([{}, { DEPLOYMENT_MODE: "" }, { DEPLOYMENT_MODE: "OSS" }].map((env) => isPublicOnly(env))).toEqual([
    false,
    false,
    false,
  ]);
});

describe("publicLookup", () => {
  const looked = (name: string, options: LookupOptions = {}) =>
    new Promise<{ error: NodeJS.ErrnoException | null; address: string | LookupAddress[]; family: number | undefined }>(
      (resolve) => publicLookup(name, options, (error, address, family) => resolve({ error, address, family })),
    );

  test.each([{}, { all: true }, { family: 4 }])(
    "refuses a name with a private address, with the options %j",
    async (options) => {
      expect((await looked("localhost", options)).error).toMatchObject({ code: "ERR_PRIVATE_ADDRESS" });
    },
  );

  test("returns public addresses, one or all", async () => {
    expect(await looked("8.8.8.8")).toEqual({ error: null, address: "8.8.8.8", family: 4 });
    expect(await looked("8.8.8.8", { all: true })).toMatchObject({ address: [{ address: "8.8.8.8", family: 4 }] });
  });

  test("passes on the error of an unknown name", async () => {
    expect((await looked("no-such-host.invalid")).error?.code).toMatch(/^(ENOTFOUND|EAI_AGAIN)$/);
  });
});

describe("DEPLOYMENT_MODE=CLOUD", () => {
  let api: FakeApi;
  const send = (url: string, transport = new HttpTransport("sluice-test/1.0")) =>
    transport.send(createRequest(url, "tags"), new AbortController().signal);

  beforeEach(async () => {
    process.env["DEPLOYMENT_MODE"] = "Cloud";
    api = (await FakeApi.start()).get("/tags", () => ({ json: [] }));
  });
  afterEach(async () => {
    delete process.env["DEPLOYMENT_MODE"];
    await api.close();
  });

  test.each([
    ["loopback", "https://127.0.0.1"],
    ["loopback without TLS", "http://127.0.0.1:8080"],
    ["loopback by its name", "https://localhost"],
    ["loopback in hexadecimal", "https://0x7f.1"],
    ["loopback as one number", "https://2130706433"],
    ["loopback with a dot at its end", "https://127.0.0.1."],
    ["loopback in IPv6", "https://[::1]"],
    ["loopback as IPv4 in IPv6", "https://[::ffff:127.0.0.1]"],
    ["a private network", "https://192.168.1.1"],
    ["a private network in octal", "https://012.0.0.1"],
    ["a cloud's metadata", "https://169.254.169.254"],
    ["a carrier's network", "https://100.64.1.1"],
    ["a unique-local address", "https://[fd00:ec2::254]"],
    ["an unspecified address", "https://0.0.0.0"],
  ])("refuses a base_url that is %s (%s)", async (_what, url) => {
    const config = { api_key: "long-enough-key", account: "initech", base_url: url };
    const output = await runSource(new Acme(), "read", { config });
    expect(output.errors()).toEqual([
      expect.objectContaining({
        failure_type: "config_error",
        message: expect.stringMatching(/base_url: must be a public address.*run the connector yourself/),
      }),
    ]);
  });

  test("accepts a base_url that is a public host", () => {
    for (const url of ["https://api.example.com", "https://8.8.8.8", "https://[2606:4700::1111]:8443"]) {
      expect(baseUrlSetting.safeParse(url).error).toBeUndefined();
    }
  });

  test("refuses the connection to a private address, by name or address", async () => {
    for (const url of [api.url.replace("127.0.0.1", "localhost"), api.url]) {
      const error = await rejectionOf(send(url));
      expect(error).toBeInstanceOf(ConfigError);
      expect(String(error)).toMatch(
        /private address, which is not allowed in the cloud\. Use the API's public address/,
      );
    }
    expect(api.requests).toEqual([]);
  });

  test("applies to transports that were created in this mode only", async () => {
    const strict = new HttpTransport("sluice-test/1.0");
    delete process.env["DEPLOYMENT_MODE"];
    expect(await rejectionOf(send(api.url, strict))).toBeInstanceOf(ConfigError);
    for (const url of [api.url.replace("127.0.0.1", "localhost"), api.url]) {
      expect((await send(url)).status).toBe(200);
    }
    expect(baseUrlSetting.safeParse("https://10.0.0.1").success).toBe(true);
  });
});
