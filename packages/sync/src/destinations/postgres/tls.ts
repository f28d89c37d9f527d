import { X509Certificate } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { type ConnectionOptions, createSecureContext } from "node:tls";
import { DestinationError } from "../destination.js";
import { sqlState } from "./errors.js";

/** libpq's values of `sslmode`, weakest first. */
const MODES = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"] as const;
type Mode = (typeof MODES)[number];

/** Other spellings in use: those of JDBC and of `pg`. */
const SYNONYMS: ReadonlyMap<string, Mode> = new Map([
  ["true", "require"],
  ["1", "require"],
  ["no-verify", "require"],
  ["false", "disable"],
  ["0", "disable"],
]);

const ATTEMPTS: Readonly<Record<Mode, readonly ("plain" | "tls")[]>> = {
  disable: ["plain"],
  allow: ["plain", "tls"],
  prefer: ["tls", "plain"],
  require: ["tls"],
  "verify-ca": ["tls"],
  "verify-full": ["tls"],
};

/** The parameters of a connection string that `pg` must not see: it reads them differently, and warns on stderr. */
const PARAMETERS = ["ssl", "sslmode", "sslrootcert", "sslcert", "sslkey"] as const;

/** How to connect to a server as libpq would. */
export interface TlsPlan {
  /** The connection string without its TLS settings. */
  readonly url: string;
  /** Connections to try in this order: TLS with these options, or plain text (`false`). */
  readonly attempts: readonly (ConnectionOptions | false)[];
}

/** The settings that name files; undefined where neither the user nor libpq's default names one. */
interface Files {
  readonly rootCert: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
}

/**
 * Reads `sslmode`, `sslrootcert`, `sslcert` and `sslkey` from a connection string, else from `PGSSLMODE` and so on, else from
 * libpq's defaults: `prefer`, and the files in `~/.postgresql`. In contrast to libpq, `verify-full` without a root certificate
 * trusts the roots of Node, as `sslrootcert=system` does, and a file that is named but missing is always an error.
 *
 * @throws DestinationError if a setting is invalid, or a file cannot be used.
 */
export function tlsPlan(url: string, environment: NodeJS.ProcessEnv = process.env): TlsPlan {
  const [address = "", query = ""] = splitAtQuery(url);
  const parameters = new URLSearchParams(query);
  const setting = (name: string) => parameters.get(name) || environment[`PG${name.toUpperCase()}`] || undefined;
  const inHome = (name: string) => {
    const file = join(environment["HOME"] ?? homedir(), ".postgresql", name);
    return existsSync(file) ? file : undefined;
  };
  const files: Files = {
    rootCert: setting("sslrootcert") ?? inHome("root.crt"),
    cert: setting("sslcert") ?? inHome("postgresql.crt"),
    key: setting("sslkey") ?? inHome("postgresql.key"),
  };
  const asked = parameters.get("sslmode") || parameters.get("ssl") || environment["PGSSLMODE"];
  const mode = modeOf(asked, weakestMode(files.rootCert, setting("sslnegotiation")));
  for (const name of PARAMETERS) parameters.delete(name);
  const attempts = ATTEMPTS[mode].map(
    (kind) => kind === "tls" && { ...trustOf(mode, files), ...clientCertificate(files) },
  );
  return { url: parameters.size === 0 ? address : `${address}?${parameters.toString()}`, attempts };
}

/**
 * The TLS settings of a connection string for libpq, which has the same defaults, but for one: `verify-full` without a root certificate
 * trusts the public CAs.
 */
export function libpqTls(url: string): Readonly<Record<string, string>> {
  const [, query = ""] = splitAtQuery(url);
  const parameters = new URLSearchParams(query);
  const asked = parameters.get("sslmode") || parameters.get("ssl") || process.env["PGSSLMODE"];
  const rootCert = parameters.get("sslrootcert") || process.env["PGSSLROOTCERT"];
  const mode = modeOf(asked, "disable");
  const isPublic = mode === "verify-full" && !rootCert && !existsSync(join(homedir(), ".postgresql", "root.crt"));
  const files = ["sslrootcert", "sslcert", "sslkey"].flatMap((name) => {
    const value = parameters.get(name);
    return value ? [[name, value] as const] : [];
  });
  return { sslmode: mode, ...(isPublic ? { sslrootcert: "system" } : {}), ...Object.fromEntries(files) };
}

function splitAtQuery(url: string): readonly string[] {
  const at = url.indexOf("?");
  return at < 0 ? [url] : [url.slice(0, at), url.slice(at + 1)];
}

/** Some settings rule out weaker modes, because these would undo them. */
function weakestMode(rootCert: string | undefined, negotiation: string | undefined): Mode {
  if (rootCert === "system") return "verify-full"; // anybody can get a certificate from a public CA, for a name of their own
  return negotiation === "direct" ? "require" : "disable";
}

function modeOf(asked: string | undefined, weakest: Mode): Mode {
  if (!asked) return weakest === "disable" ? "prefer" : weakest;
  const mode = MODES.find((known) => known === (SYNONYMS.get(asked) ?? asked));
  if (mode === undefined) {
    throw new DestinationError(`sslmode is invalid. Use one of ${MODES.join(", ")}.`); // its value may be a piece of a password
  }
  if (MODES.indexOf(mode) >= MODES.indexOf(weakest)) return mode;
  const why = weakest === "require" ? "sslnegotiation=direct" : "sslrootcert=system";
  throw new DestinationError(`sslmode=${mode} is too weak for ${why}. Use sslmode=${weakest}, or leave sslmode out.`);
}

/** Which certificates of the server are accepted. */
function trustOf(mode: Mode, { rootCert }: Files): ConnectionOptions {
  if (rootCert === undefined && mode === "verify-ca") {
    throw new DestinationError(
      "sslmode=verify-ca needs the certificate of a CA. Name its file with sslrootcert=FILE, " +
        "or use sslmode=verify-full, which trusts the public CAs and checks the host name.",
    );
  }
  if (rootCert === undefined && mode !== "verify-full") return { rejectUnauthorized: false };
  const isPublic = rootCert === undefined || rootCert === "system";
  return {
    rejectUnauthorized: true,
    ...(isPublic ? {} : { ca: rootIn(rootCert) }),
    ...(mode === "verify-full" ? {} : { checkServerIdentity: () => undefined }),
  };
}

/** Node accepts anything for a root certificate, and then trusts none. */
function rootIn(file: string): string {
  const pem = contentOf("sslrootcert", file);
  try {
    new X509Certificate(pem);
    return pem;
  } catch (error) {
    throw new DestinationError(`sslrootcert: ${file} is not a certificate in PEM format. Name another file.`, {
      cause: error,
    });
  }
}

/** The client's own certificate, where there is one. */
function clientCertificate({ cert, key }: Files): ConnectionOptions {
  if (cert === undefined) return {};
  if (key === undefined) throw new DestinationError("sslcert is given without its private key. Add sslkey=FILE.");
  const identity = { cert: contentOf("sslcert", cert), key: contentOf("sslkey", key) };
  try {
    createSecureContext(identity);
    return identity;
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new DestinationError(
      `sslcert ${cert} and sslkey ${key} cannot be used: ${detail}. ` +
        "Both must be PEM files, the key must belong to the certificate and have no passphrase.",
      { cause: error },
    );
  }
}

function contentOf(setting: string, file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new DestinationError(
      `${setting}: ${file} cannot be read (${sqlState(error)}). Check the path and the permissions of the file.`,
      { cause: error },
    );
  }
}
