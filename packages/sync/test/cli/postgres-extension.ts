/** DuckDB's extension for Postgres, from PyPI: it is installed once, under node_modules. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const CACHE = fileURLToPath(new URL("../../../../node_modules/.cache/", import.meta.url));
const VERSION = "1.5.5";
const NAME = "postgres_scanner";
const INSTALL_MS = 300_000;

/** Takes the binary out of the wheel in a folder. */
const UNPACK = `
import glob, sys, zipfile
[wheel] = glob.glob(sys.argv[1] + "/*.whl")
archive = zipfile.ZipFile(wheel)
[member] = [name for name in archive.namelist() if name.endswith(".duckdb_extension")]
open(sys.argv[1] + "/extension", "wb").write(archive.read(member))`;

/** For `SLUICE_DUCKDB_EXTENSIONS`; undefined if it cannot be filled, e.g. without Python. */
export const EXTENSION_FOLDER = process.env["SLUICE_DUCKDB_EXTENSIONS"] ?? installed();

function installed(): string | undefined {
  const [system, machine] = [
    process.platform === "darwin" ? "osx" : "linux",
    process.arch === "arm64" ? "arm64" : "amd64",
  ];
  const folder = join(CACHE, "duckdb-extensions");
  const file = join(folder, `v${VERSION}`, `${system}_${machine}`, `${NAME}.duckdb_extension`);
  if (existsSync(file)) return folder;
  mkdirSync(join(file, ".."), { recursive: true });
  const work = mkdtempSync(join(CACHE, "wheel-"));
  const wheel = `duckdb-extension-${NAME.replace("_", "-")}==${VERSION}`;
  try {
    const download = ["-m", "pip", "download", "--quiet", "--no-deps", "--dest", work, wheel];
    execFileSync("python3", download, { stdio: "pipe", timeout: INSTALL_MS });
    execFileSync("python3", ["-c", UNPACK, work], { stdio: "pipe" });
    renameSync(join(work, "extension"), file);
    return folder;
  } catch {
    return undefined;
  } finally {
    rmSync(work, { recursive: true });
  }
}
