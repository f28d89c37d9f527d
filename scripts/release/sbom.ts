/** A bill of materials for each package, in CycloneDX form, in ./sbom. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../support/commands.js";

const OUTPUT_BYTES = 64 * 1024 * 1024;

mkdirSync(join(root, "sbom"), { recursive: true });
for (const folder of ["packages", "connectors"].flatMap(foldersIn)) {
  const { name } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")) as { name: string };
  const bill = billOf(name);
  const file = `sbom/${name.replace("@", "").replace("/", "-")}.cdx.json`;
  writeFileSync(join(root, file), `${JSON.stringify(bill, null, 2)}\n`);
  console.log(`${file}: ${bill.components.length} components`);
}

/** @throws Error if npm cannot make it, or it is empty. */
function billOf(name: string): { readonly components: readonly unknown[] } {
  const args = ["sbom", "--sbom-format", "cyclonedx", "--sbom-type", "library", "--omit", "dev", "--workspace", name];
  const { stdout, stderr, status } = spawnSync("npm", args, { cwd: root, encoding: "utf8", maxBuffer: OUTPUT_BYTES });
  if (status !== 0) throw new Error(`npm sbom failed for ${name}: ${stderr}`);
  const bill = JSON.parse(stdout) as { components: unknown[] };
  if (bill.components.length === 0) throw new Error(`the bill of ${name} is empty`);
  return bill;
}

function foldersIn(parent: string): string[] {
  return readdirSync(join(root, parent)).map((name) => `${parent}/${name}`);
}
