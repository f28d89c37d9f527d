import { once } from "node:events";
import { copyFile, mkdir, mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { BINARIES, PostgresServer, WITHOUT } from "./postgres-server.js";
import { type Certificates, encryptionOf, makeCertificates, turnTlsOn, WITHOUT_OPENSSL } from "./postgres-tls.js";

const canRun = BINARIES !== undefined && WITHOUT_OPENSSL === "";

(canRun ? describe : describe.skip)(`TLS to Postgres${WITHOUT}${WITHOUT_OPENSSL}`, () => {
  let folder: string;
  let server: PostgresServer;
  let certificates: Certificates;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "sluice-tls-"));
    [server, certificates] = await Promise.all([PostgresServer.start(), makeCertificates(folder)]);
    await turnTlsOn(server.url("postgres"), certificates);
  });
  afterAll(async () => {
    await server.stop();
    await rm(folder, { recursive: true });
  });

  /** A connection string; `$name` stands for the file of a certificate. */
  const urlFor = (parameters: string, host = "127.0.0.1") => {
    const query = parameters.replace(/\$(\w+)/g, (_all, name: keyof Certificates) => certificates[name]);
    return `${server.url("postgres").replace("127.0.0.1", host)}?${query}`;
  };
  const withRole = (role: string, url: string) => url.replace(/\/\/[^@]*@/, `//${role}:x@`);

  test.each([
    ["", "t"],
    ["application_name=x", "t"],
    ["sslmode=", "t"],
    ["sslmode=disable", "f"],
    ["sslmode=disable&sslrootcert=/nowhere", "f"],
    ["sslmode=allow", "f"],
    ["sslmode=prefer", "t"],
    ["sslmode=prefer&sslrootcert=$root", "t"],
    ["sslmode=prefer&sslrootcert=$stranger", "f"],
    ["sslmode=require", "t"],
    ["sslmode=require&sslrootcert=$root", "t"],
    ["sslmode=verify-ca&sslrootcert=$root", "t"],
    ["sslmode=no-verify", "t"],
    ["ssl=true", "t"],
    ["ssl=0", "f"],
    ["uselibpqcompat=true&sslmode=require", "t"],
  ])("connects to an address with %j, encrypted: %s", async (parameters, encrypted) => {
    expect(await encryptionOf(urlFor(parameters))).toBe(encrypted);
  });

  test("connects with verify-full to the host name of the certificate", async () => {
    expect(await encryptionOf(urlFor("sslmode=verify-full&sslrootcert=$root", "localhost"))).toBe("t");
  });

  test.each([
    ["sslmode=require&sslrootcert=$stranger", /certificate of 127\.0\.0\.1:\d+ is not trusted.*sslrootcert=FILE\./],
    ["sslmode=verify-ca&sslrootcert=$stranger", /is not trusted/],
    ["sslmode=verify-full", /is not trusted/],
    ["sslrootcert=system", /is not trusted/],
    [
      "sslmode=verify-full&sslrootcert=$root",
      /is for other hosts \(DNS:localhost\)\. Connect.*sslmode=verify-ca and sslrootcert=FILE/,
    ],
    ["sslmode=verify-ca", /verify-ca needs the certificate of a CA.*sslrootcert=FILE.*verify-full/],
    [
      "sslmode=require&sslrootcert=system",
      /sslmode=require is too weak for sslrootcert=system\. Use sslmode=verify-full/,
    ],
    [
      "sslmode=prefer&sslnegotiation=direct",
      /sslmode=prefer is too weak for sslnegotiation=direct\. Use sslmode=require/,
    ],
    ["sslmode=sometimes", /sslmode is invalid\. Use one of disable, allow, .*verify-full\./],
    ["sslrootcert=/nowhere.crt", /sslrootcert: \/nowhere\.crt cannot be read \(ENOENT\)\. Check the path/],
    ["sslrootcert=$serverKey", /sslrootcert: .*server\.key is not a certificate/],
    ["sslcert=$client", /sslcert is given without its private key\. Add sslkey=FILE/],
    ["sslcert=$client&sslkey=/nowhere.key", /sslkey: \/nowhere\.key cannot be read \(ENOENT\)/],
    ["sslcert=$client&sslkey=$serverKey", /sslcert .* and sslkey .* cannot be used: .*must belong to the certificate/],
  ])("does not connect with %j, and names the remedy", async (parameters, message) => {
    await expect(encryptionOf(urlFor(parameters))).rejects.toThrow(message);
  });

  describe("with the server's own rules", () => {
    test.each([
      ["plain", "sslmode=prefer", "f"],
      ["secure", "sslmode=allow", "t"],
      ["certified", "sslmode=require&sslcert=$client&sslkey=$clientKey", "t"],
    ])("admits the user %s with %j, encrypted: %s", async (role, parameters, encrypted) => {
      expect(await encryptionOf(withRole(role, urlFor(parameters)))).toBe(encrypted);
    });

    test.each([
      ["plain", "sslmode=require", /does not admit the user "plain".*pg_hba\.conf.*TLS \(sslmode\)/],
      ["secure", "sslmode=disable", /does not admit the user "secure".*no encryption.*TLS \(sslmode\)/],
      ["certified", "sslmode=require", /does not admit the user "certified".*client certificate \(sslcert, sslkey\)/],
    ])("rejects the user %s with %j, and names the remedy", async (role, parameters, message) => {
      await expect(encryptionOf(withRole(role, urlFor(parameters)))).rejects.toThrow(message);
    });

    test("does not try a wrong password again in plain text", async () => {
      let connections = 0;
      const proxy = createServer((client) => {
        connections++;
        pipeline(client, connect(server.port, "127.0.0.1"), client, () => undefined);
      }).listen(0, "127.0.0.1");
      await once(proxy, "listening");
      const { port } = proxy.address() as AddressInfo;
      const url = urlFor("").replace(/:[^:@]*@127.0.0.1:\d+/, `:wrong@127.0.0.1:${port}`);
      await expect(encryptionOf(url)).rejects.toThrow(/rejects the password/);
      expect(connections).toBe(1);
      proxy.close();
    });
  });

  describe("with settings outside of the connection string", () => {
    /** Sets variables for one connection. */
    const withEnvironment = async (variables: Readonly<Record<string, string>>, url: string) => {
      const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
      Object.assign(process.env, variables);
      try {
        return await encryptionOf(url);
      } finally {
        for (const [name, value] of before) {
          if (value === undefined) delete process.env[name];
          else process.env[name] = value;
        }
      }
    };

    test("reads PGSSLMODE and PGSSLROOTCERT", async () => {
      const { root, stranger } = certificates;
      const url = server.url("postgres");
      expect(await withEnvironment({ PGSSLMODE: "disable" }, url)).toBe("f");
      expect(await withEnvironment({ PGSSLMODE: "verify-ca", PGSSLROOTCERT: root }, url)).toBe("t");
      const refused = withEnvironment({ PGSSLMODE: "verify-ca", PGSSLROOTCERT: stranger }, url);
      await expect(refused).rejects.toThrow(/is not trusted/);
    });

    test("prefers the connection string to the environment", async () => {
      expect(await withEnvironment({ PGSSLMODE: "disable" }, urlFor("sslmode=require"))).toBe("t");
      const url = urlFor("sslmode=require&sslrootcert=$root");
      expect(await withEnvironment({ PGSSLROOTCERT: certificates.stranger }, url)).toBe("t");
    });

    test("reads PGSSLCERT and PGSSLKEY", async () => {
      const { client: PGSSLCERT, clientKey: PGSSLKEY } = certificates;
      const url = withRole("certified", urlFor("sslmode=require"));
      expect(await withEnvironment({ PGSSLCERT, PGSSLKEY }, url)).toBe("t");
    });

    test("reads the certificates in ~/.postgresql", async () => {
      const home = join(folder, ".postgresql");
      await mkdir(home);
      await copyFile(certificates.client, join(home, "postgresql.crt"));
      await copyFile(certificates.clientKey, join(home, "postgresql.key"));
      const url = withRole("certified", urlFor("sslmode=require"));
      expect(await withEnvironment({ HOME: folder }, url)).toBe("t");
      await copyFile(certificates.stranger, join(home, "root.crt"));
      await expect(withEnvironment({ HOME: folder }, url)).rejects.toThrow(/is not trusted/);
    });
  });
});
