/** `npm run sbom`: a bill of materials for each package, in CycloneDX form, in ./sbom. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { prepare, root } from "./workspace.mjs";

prepare();
mkdirSync(`${root}sbom`, { recursive: true });
for (const folder of ["packages", "connectors"].flatMap(foldersIn)) {
  const { name } = JSON.parse(readFileSync(`${root}${folder}/package.json`, "utf8"));
  const args = ["sbom", "--sbom-format", "cyclonedx", "--sbom-type", "library", "--omit", "dev", "--workspace", name];
  const { stdout, stderr, status } = spawnSync("npm", args, {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) {
    console.error(stderr);
    process.exit(1);
  }
  const bill = JSON.parse(stdout);
  if (bill.components.length === 0) throw new Error(`the bill of ${name} is empty`);
  const file = `sbom/${name.replace("@", "").replace("/", "-")}.cdx.json`;
  writeFileSync(`${root}${file}`, `${JSON.stringify(bill, null, 2)}\n`);
  console.log(`${file}: ${bill.components.length} components`);
}

function foldersIn(parent) {
  return readdirSync(`${root}${parent}`).map((name) => `${parent}/${name}`);
}
