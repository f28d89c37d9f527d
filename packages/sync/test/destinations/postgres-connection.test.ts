import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "@jest/globals";
import { openStore } from "../../src/destinations/open.js";
import { PostgresStore } from "../../src/destinations/postgres/postgres.js";
import { PASSWORD } from "./postgres-server.js";
import { describePostgres, usePostgres } from "./postgres-suite.js";
import { encryptionOf } from "./postgres-tls.js";

const CLIENT = fileURLToPath(new URL("../../src/destinations/postgres/client.ts", import.meta.url));

describePostgres("a connection to Postgres", () => {
  const postgres = usePostgres();
  const withoutPassword = () => postgres.url().replace(/:[^:]*@/, "@");

  describe("that fails", () => {
    test("reports a wrong password without printing it", async () => {
      const opening = PostgresStore.open(postgres.url(undefined, "wr0ng/word"));
      await expect(opening).rejects.toThrow(/rejects the password of the user "sluice".*PGPASSWORD/);
      const error: unknown = await opening.catch((thrown: unknown) => thrown);
      expect(String(error)).not.toMatch(/wr0ng|s3cret/);
    });

    test.each([
      ["the database", () => postgres.url("nowhere"), /database "nowhere" does not exist.*createdb/],
      ["the server", () => "postgres://u:p@127.0.0.1:1/x", /No Postgres server answers at 127\.0\.0\.1:1\. Check/],
      ["a valid connection string", () => "postgres://u:p@host:port/x", /not a valid connection string.*%40/],
      ["the password", withoutPassword, /asks for the password of the user "sluice", and none is given/],
      ["the user", () => postgres.url().replace("sluice:", "nobody:"), /rejects the password of the user "nobody"/],
    ])("reports that %s is missing", async (_what, url, message) => {
      await expect(openStore(url())).rejects.toThrow(message);
    });

    test.each(["require", "verify-full"])(
      "reports that the server has no TLS, which sslmode=%s demands",
      async (mode) => {
        await expect(encryptionOf(`${postgres.url()}?sslmode=${mode}`)).rejects.toThrow(
          /does not support TLS, which sslmode demands\. Turn TLS on in the server, or allow plain text with sslmode=prefer/,
        );
      },
    );
  });

  test.each(["", "allow", "prefer"])("uses plain text if the server has no TLS and sslmode is %j", async (mode) => {
    expect(await encryptionOf(`${postgres.url()}?sslmode=${mode}`)).toBe("f");
  });

  test("ignores sslmode on a socket of this machine", async () => {
    const [row] = await postgres.rows("SELECT current_setting('unix_socket_directories') AS folder");
    const socket = `host=${String(row?.["folder"])}&port=${postgres.port()}`;
    const url = postgres.url().replace(/@[^/]*/, "@");
    expect(await encryptionOf(`${url}?${socket}&sslmode=require`)).toBe("f");
  });

  test("takes the password from PGPASSWORD", async () => {
    process.env["PGPASSWORD"] = PASSWORD;
    try {
      await openStore(withoutPassword().replace("postgres:", "postgresql:"));
    } finally {
      delete process.env["PGPASSWORD"];
    }
  });

  test("takes the password from the file that PGPASSFILE names, and prints no warning, whatever sslmode is", async () => {
    const file = join(postgres.folder(), "pgpass");
    await writeFile(file, `127.0.0.1:${postgres.port()}:*:sluice:${PASSWORD}\n`, { mode: 0o600 });
    const script = `
      import { PostgresSession } from ${JSON.stringify(CLIENT)};
      for (const mode of ["prefer", "allow"]) {
        const session = await PostgresSession.open(process.env.URL + "?sslmode=" + mode);
        console.log((await session.rows("SELECT current_user AS name"))[0].name);
        await session.close();
      }
      await PostgresSession.open(process.env.URL + "?sslmode=require").catch((error) => console.log(error.name));`;
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      ["--import", "tsx", "--conditions=@sluice/source", "--input-type=module", "--eval", script],
      { env: { PATH: process.env["PATH"], URL: withoutPassword(), PGPASSFILE: file } },
    );
    expect(stdout).toBe("sluice\nsluice\nDestinationError\n");
    expect(stderr).toBe("");
  });
});
