import { execFile, spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const execute = promisify(execFile);
const SEND_ONCE = fileURLToPath(new URL("send-once.ts", import.meta.url));

const OPENSSL = "openssl";

/** Whether openssl can create a certificate; otherwise these tests are skipped. */
export const hasOpenssl = spawnSync(OPENSSL, ["version"]).status === 0;

export interface TlsServer {
  readonly url: string;
  /** The file of its certificate, which only NODE_EXTRA_CA_CERTS makes trusted. */
  readonly certificate: string;
  close(): Promise<void>;
}

/** An API on https that answers `[]`, with a self-signed certificate. */
export async function tlsServer(): Promise<TlsServer> {
  const folder = await mkdtemp(join(tmpdir(), "sluice-tls-"));
  const certificate = join(folder, "cert.pem");
  const privateKey = join(folder, "key.pem");
  const subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"];
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", privateKey];
  await execute(OPENSSL, ["req", "-x509", "-days", "2", "-out", certificate, ...key, ...subject]);
  const server = https.createServer(
    { key: await readFile(privateKey), cert: await readFile(certificate) },
    (_request, response) => {
      response.end("[]");
    },
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true });
  };
  return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, certificate, close };
}

/** The result of a request in a process with this environment. */
export async function outcomeOf(url: string, environment: Readonly<Record<string, string>>): Promise<string> {
  const options = { env: { PATH: process.env["PATH"], NODE_NO_WARNINGS: "1", ...environment } };
  const { stdout } = await execute(process.execPath, ["--import", "tsx", SEND_ONCE, url], options);
  return stdout;
}
