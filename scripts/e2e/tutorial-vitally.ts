/** Follows docs/tutorials/vitally-into-duckdb.md with a fake of the vendor. */
import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { accounts } from "../../connectors/source-vitally/fake/customers.js";
import { startVitally } from "../../connectors/source-vitally/fake/index.js";
import { packTemporarily } from "../release/tarballs.js";
import { Report } from "./tutorial/report.js";
import { isExpected, stepsIn } from "./tutorial/steps.js";
import { Terminal } from "./tutorial/terminal.js";

const PAGE = new URL("../../docs/tutorials/vitally-into-duckdb.md", import.meta.url);

const { api, config } = await startVitally();
const terminal = new Terminal(dirname(process.execPath), {
  SLUICE_PACKAGES: packTemporarily(),
  VITALLY_BASE_URL: config.base_url,
  VITALLY_SECRET_TOKEN: config.secret_token,
});
const report = new Report();
try {
  for (const { text, output: expected = "…", after } of stepsIn(readFileSync(PAGE, "utf8"))) {
    if (after === "a change at the vendor") changeAnAccount();
    const { output, status } = await terminal.run(text);
    const isGood = status === 0 && isExpected(output, expected);
    if (!report.say(isGood, `vitally: ${titleOf(text)}`, output)) break; // the steps build on each other
  }
} finally {
  terminal.close();
  await api.close();
}
report.close();

/** What somebody does in the vendor's own application. */
function changeAnAccount(): void {
  Object.assign(accounts[77] ?? {}, { healthScore: 1.5, updatedAt: "2026-03-01T08:00:00.000Z" });
}

function titleOf(commands: string): string {
  return commands.trim().split("\n")[0] ?? "";
}
