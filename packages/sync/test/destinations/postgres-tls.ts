import { execFile, spawnSync } from "node:child_process";
import { chmod, chown, copyFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { PostgresSession } from "../../src/destinations/postgres/client.js";

const execute = promisify(execFile);
const OPENSSL = "openssl";

/** Why tests of TLS are skipped; "" where they can run. */
export const WITHOUT_OPENSSL =
  spawnSync(OPENSSL, ["version"]).status === 0 ? "" : " (SKIPPED: openssl is not installed, which makes certificates)";

/** A certificate authority and what it signed, as files. */
export interface Certificates {
  /** The certificate of the authority. */
  readonly root: string;
  /** The certificate of another authority, which signed nothing. */
  readonly stranger: string;
  /** A server's certificate, for the host name localhost only. */
  readonly server: string;
  readonly serverKey: string;
  /** A client's certificate, for the user `certified`. */
  readonly client: string;
  readonly clientKey: string;
}

export async function makeCertificates(folder: string): Promise<Certificates> {
  const file = (name: string) => join(folder, name);
  const openssl = (line: string) => execute(OPENSSL, line.split(" "), { cwd: folder });
  const key = (name: string) => `-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout ${name}.key`;
  for (const name of ["root", "stranger"]) {
    await openssl(`req -x509 -days 2 ${key(name)} -subj /CN=${name} -out ${name}.crt`);
  }
  for (const [name, common] of [
    ["server", "localhost"],
    ["client", "certified"],
  ]) {
    await writeFile(file(`${name}.ext`), `subjectAltName=DNS:${common}`);
    await openssl(`req -new ${key(String(name))} -subj /CN=${common} -out ${name}.csr`);
    const signing = "-CA root.crt -CAkey root.key -CAcreateserial -days 2";
    await openssl(`x509 -req -in ${name}.csr ${signing} -extfile ${name}.ext -out ${name}.crt`);
  }
  return {
    root: file("root.crt"),
    stranger: file("stranger.crt"),
    server: file("server.crt"),
    serverKey: file("server.key"),
    client: file("client.crt"),
    clientKey: file("client.key"),
  };
}

/** Who may connect how: `plain` without TLS only, `secure` with TLS only, `certified` with a client certificate only. */
const RULES = `
hostssl   all plain     all reject
hostnossl all secure    all reject
hostnossl all certified all reject
hostssl   all certified all cert
local     all all           scram-sha-256
host      all all       all scram-sha-256
`;

/** Turns TLS on in a server that runs. @param url as a superuser. */
export async function turnTlsOn(url: string, certificates: Certificates): Promise<void> {
  const session = await PostgresSession.open(url);
  const [row] = await session.rows("SELECT current_setting('data_directory') AS data");
  const data = String(row?.["data"]);
  const { uid, gid } = await stat(data);
  for (const [from, name] of [
    [certificates.root, "root.crt"],
    [certificates.server, "server.crt"],
    [certificates.serverKey, "server.key"],
  ] as const) {
    await copyFile(from, join(data, name));
    await chmod(join(data, name), 0o600);
    await chown(join(data, name), uid, gid);
  }
  await writeFile(join(data, "pg_hba.conf"), RULES);
  for (const role of ["plain", "secure", "certified"]) await session.run(`CREATE ROLE ${role} LOGIN PASSWORD 'x'`);
  await session.run("ALTER SYSTEM SET ssl_ca_file = 'root.crt'");
  await session.run("ALTER SYSTEM SET ssl = on");
  await session.run("SELECT pg_reload_conf()");
  await session.close();
  while ((await encryptionOf(url)) !== "t"); // the server reads its settings in its own time
}

/** Whether a connection is encrypted: `t` or `f`. */
export async function encryptionOf(url: string): Promise<unknown> {
  const session = await PostgresSession.open(url);
  try {
    const [row] = await session.rows("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()");
    return row?.["ssl"];
  } finally {
    await session.close();
  }
}
