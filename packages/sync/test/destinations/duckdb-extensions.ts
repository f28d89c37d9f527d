/** The extensions of DuckDB, for tests, from PyPI: each is installed once, under node_modules. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const CACHE = fileURLToPath(new URL("../../../../node_modules/.cache/", import.meta.url));
const VERSION = "1.5.5";
const EXTENSIONS = ["ducklake", "httpfs", "postgres_scanner", "sqlite_scanner", "aws"];
export const INSTALL_MS = 300_000;

const [SYSTEM, MACHINE] = [
  process.platform === "darwin" ? "osx" : "linux",
  process.arch === "arm64" ? "arm64" : "amd64",
];

/** A folder for `SLUICE_DUCKDB_EXTENSIONS`; undefined if it cannot be filled, e.g. without Python. */
export const EXTENSIONS_FOLDER = process.env["SLUICE_DUCKDB_EXTENSIONS"] ?? tried(extensions);

/** For the name of a suite, so that one that does not run says why. */
export const WITHOUT_EXTENSIONS =
  EXTENSIONS_FOLDER === undefined ? " (SKIPPED: DuckDB's extensions could not be fetched from PyPI)" : "";

export function tried<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

function extensions(): string {
  const folder = join(CACHE, "duckdb-extensions");
  const files = join(folder, `v${VERSION}`, `${SYSTEM}_${MACHINE}`);
  mkdirSync(files, { recursive: true });
  for (const name of EXTENSIONS) {
    const file = join(files, `${name}.duckdb_extension`);
    if (!existsSync(file)) fetchExtension(name, file);
  }
  return folder;
}

/** The wheel has the binary. Several workers may do so at once. */
function fetchExtension(name: string, file: string): void {
  const work = mkdtempSync(join(CACHE, "wheel-"));
  const wheel = `duckdb-extension-${name.replace("_", "-")}==${VERSION}`;
  const pip = ["-m", "pip", "download", "--quiet", "--no-deps", "--dest", work, wheel];
  const unpack =
    "import glob, sys, zipfile\nfor wheel in glob.glob(sys.argv[1] + '/*.whl'):\n  archive = zipfile.ZipFile(wheel)\n" +
    "  member = next(one for one in archive.namelist() if one.endswith('.duckdb_extension'))\n" +
    "  open(sys.argv[1] + '/extension', 'wb').write(archive.read(member))";
  try {
    execFileSync("python3", pip, { stdio: "pipe", timeout: INSTALL_MS });
    execFileSync("python3", ["-c", unpack, work], { stdio: "pipe" });
    renameSync(join(work, "extension"), file);
  } finally {
    rmSync(work, { recursive: true });
  }
}
