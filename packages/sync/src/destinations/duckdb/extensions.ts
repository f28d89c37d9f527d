import { DestinationError } from "../destination.js";

/** DuckDB's extensions that Sluice uses, by the names of their files. */
export type Extension = "aws" | "ducklake" | "httpfs" | "motherduck" | "postgres_scanner" | "sqlite_scanner";

/** A connection to DuckDB, as far as extensions need one. */
interface ExtensionHost {
  run(sql: string): Promise<unknown>;
}

/** Names the folder of the extensions, for machines that may not download them: `DIR/v1.5.5/linux_amd64/NAME.duckdb_extension`. */
export const EXTENSIONS_VARIABLE = "SLUICE_DUCKDB_EXTENSIONS";

/**
 * Loads extensions of DuckDB into its process. One that this machine does not have is downloaded once, into DuckDB's own folder in the
 * home folder; where `SLUICE_DUCKDB_EXTENSIONS` names a folder, nothing is downloaded.
 *
 * @param environment where the variable is looked up.
 * @throws DestinationError if one is missing and cannot be downloaded, or is not for this DuckDB; it says where to put which file.
 */
export async function loadExtensions(
  host: ExtensionHost,
  names: readonly Extension[],
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<void> {
  const folder = environment[EXTENSIONS_VARIABLE] || undefined;
  if (folder !== undefined) await host.run(`SET extension_directory = '${folder.replaceAll("'", "''")}'`);
  for (const name of names) await load(host, name, folder);
}

async function load(host: ExtensionHost, name: Extension, folder: string | undefined): Promise<void> {
  try {
    await host.run(`LOAD ${name}`);
  } catch (error) {
    if (!NOT_FOUND.test(String(error))) throw unusable(name, error);
    if (folder !== undefined) throw missing(name, error);
    await install(host, name);
  }
}

async function install(host: ExtensionHost, name: Extension): Promise<void> {
  try {
    await host.run(`INSTALL ${name}; LOAD ${name}`);
  } catch (error) {
    throw missing(name, error);
  }
}

const SERVER = "http://extensions.duckdb.org";

const NOT_FOUND = /Extension "[^"]*" not found|Can't find the home directory/;

/** DuckDB's message names the file that it looked for, or the address. */
function missing(name: Extension, cause: unknown): DestinationError {
  const text = String(cause);
  const [, path] = /Extension "([^"]*)" not found/.exec(text) ?? [];
  const [, url] = /at URL "([^"]*)"/.exec(text) ?? [];
  const reason = path === undefined ? `it could not be installed (${firstLineOf(text)})` : `there is no file ${path}`;
  const source = url ?? `${SERVER}${addressOf(path)}`;
  const remedy =
    path === undefined
      ? `Allow this machine to download it, or set ${EXTENSIONS_VARIABLE} to a folder that has it`
      : `Put it there, or unset ${EXTENSIONS_VARIABLE} so that DuckDB downloads it`;
  return new DestinationError(
    `The extension "${name}" of DuckDB is missing: ${reason}. ${remedy}. DuckDB publishes it at ${source}`,
    { cause },
  );
}

/** Version, platform and name, as DuckDB's server has them. */
function addressOf(path = ""): string {
  return `${/(?:\/[^/]+){3}$/.exec(path.replaceAll("\\", "/"))?.[0] ?? ""}.gz`;
}

function unusable(name: Extension, cause: unknown): DestinationError {
  return new DestinationError(
    `The extension "${name}" of DuckDB cannot be loaded: ${firstLineOf(String(cause))}. ` +
      "Replace its file by the one for this version of DuckDB and this platform.",
    { cause },
  );
}

function firstLineOf(text: string): string {
  const [first = ""] = text.split("\n");
  return first.replace(/^(?:Error: )?[A-Za-z ]+ Error: /, "").replace(/\.$/, "");
}
