/**
 * `npm run test:e2e [-- NAME…]` and `npm run test:faults [-- NAME…]`: the long checks, all of the family by default, or those of these
 * names. `--list` prints them, `--together` runs them at the same time and prints what each wrote when it ends. Options that are not known
 * here are passed to the only NAME.
 */
import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { JEST, ON_SOURCES, root } from "./support/commands.js";
import longTests from "./support/long-tests.json" with { type: "json" };

interface Suite {
  readonly says: string;
  /** What Node runs. */
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const script = (file: string, says: string): Suite => ({ says, args: [...ON_SOURCES, file] });

const tests = (patterns: readonly string[], says: string, env: Suite["env"] = {}): Suite => ({
  says,
  args: [...JEST, ...patterns],
  env,
});

const E2E: Readonly<Record<string, Suite>> = {
  clients: script(
    "scripts/e2e/clients.ts",
    "PyAirbyte and Airbyte's CDK read our connectors; sluice reads one of theirs",
  ),
  coverage: tests(
    [
      "packages/core/test",
      "--coverage",
      "--collectCoverageFrom=packages/core/src/**/*.ts",
      '--coverageThreshold={"global":{"statements":90,"branches":95}}', // a floor: 90.3 and 96.0 without the tests of the runner
    ],
    "how much of core its tests run, with a floor",
  ),
  dbt: script("scripts/e2e/dbt.ts", "dbt reads the sources.yml that sluice writes"),
  deploying: script("scripts/e2e/deploying.ts", "the examples of docs/how-to, by their schedulers"),
  differential: script(
    "packages/create-connector/test/differential/main.ts",
    "Airbyte manifests in airbyte-cdk and here",
  ),
  docs: script("scripts/e2e/docs.ts", "the site is built, and every page opened in a browser"),
  images: script("scripts/e2e/images.ts", "all images, built and run"),
  "new-connector": tests(longTests.authors, "a generated connector of each kind, and the commands of an author"),
  packages: script("scripts/e2e/packages.ts", "the tarballs, where nothing else is installed, on three Nodes"),
  sbom: script("scripts/release/sbom.ts", "a bill of materials for each package"),
  singer: script("scripts/e2e/singer.ts", "a connector as a tap, piped into targets"),
  strangers: script("scripts/e2e/strangers.ts", "hostile sources, into every destination"),
  "supply-chain": script("scripts/release/supply-chain.ts", "hashes and hosts of the lockfile, known weaknesses"),
  tutorial: script("scripts/e2e/tutorial.ts", "your first connector, step by step, with jest and vitest"),
  "tutorial-vitally": script("scripts/e2e/tutorial-vitally.ts", "Vitally into DuckDB, step by step"),
};

const FAULTS: Readonly<Record<string, Suite>> = {
  matrix: script("scripts/faults/matrix.ts", "each fault at each position on each connector"),
  conformance: tests(longTests.faults, "the whole conformance suites of connectors and examples"),
  interruptions: tests(["(connectors|examples)/.*/test/conformance", "--testNamePattern=interrupted"], "all of them", {
    SLUICE_FAULTS: "all",
  }),
  selections: tests(
    [
      "core/test/fuzz",
      "core/test/runner/secrets",
      "sync/test/destinations/repair",
      "testkit/test/(dynamic|report|search)",
    ],
    "all cases of what npm test tries a selection of",
    { SLUICE_FAULTS: "all" },
  ),
  loading: tests(longTests.loading, "sluice sync with failing sources, disks and databases", { SLUICE_RUNS: "25" }),
  kills: tests(longTests.kills, "a sync is killed at random moments", { SLUICE_KILLS: "60" }),
  soak: script("scripts/faults/soak.ts", "10,000 pages with 5 % faults and a slow reader"),
  mutants: script("scripts/faults/mutants.ts", "seeded defects, each of which a test must notice"),
};

const FAMILIES: Readonly<Record<string, Readonly<Record<string, Suite>>>> = { e2e: E2E, faults: FAULTS };
const ALL: Readonly<Record<string, Suite>> = { ...E2E, ...FAULTS };

const [family = "e2e", ...words] = process.argv.slice(2);
const names = words.filter((word) => Object.hasOwn(ALL, word));
const rest = words.filter((word) => !names.includes(word) && word !== "--together");

if (rest.includes("--list")) list();
else if (rest.length > 0 && names.length !== 1) refuse();
else await runAll(names.length > 0 ? names : Object.keys(FAMILIES[family] ?? {}), words.includes("--together"));

function list(): void {
  for (const [name, members] of Object.entries(FAMILIES)) {
    console.log(`test:${name}`);
    for (const [suite, { says }] of Object.entries(members)) console.log(`  ${suite.padEnd(16)} ${says}`);
  }
}

function refuse(): void {
  console.error(`There is no long check ${rest.join(" ")}. Take of these:`);
  list();
  process.exitCode = 2;
}

async function runAll(chosen: readonly string[], isTogether: boolean): Promise<void> {
  const lines: string[] = [];
  let failed = 0;
  const runOne = async (name: string): Promise<void> => {
    const startMs = performance.now();
    const status = await statusOf(name, isTogether);
    const isGood = status === 0;
    if (!isGood) failed += 1;
    lines.push(`${isGood ? "good" : "BAD "}  ${name.padEnd(16)} ${Math.round((performance.now() - startMs) / 1000)} s`);
  };
  if (isTogether) await Promise.all(chosen.map(runOne));
  else for (const name of chosen) await runOne(name);
  console.log(`\n${lines.join("\n")}\n${chosen.length - failed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}

/** Runs a suite to its end. What runs together is shown one after the other. */
async function statusOf(name: string, isTogether: boolean): Promise<number> {
  const { args = [], env } = ALL[name] ?? {};
  const child = spawn(process.execPath, [...args, ...rest], {
    cwd: root,
    env: { ...env, ...process.env, SLUICE_LONG: "1" }, // a number of runs may be set from outside
    stdio: ["ignore", isTogether ? "pipe" : "inherit", isTogether ? "pipe" : "inherit"],
  });
  const ended = new Promise<number>((resolve, reject) => {
    child.once("error", reject).once("close", (status) => resolve(status ?? 1));
  });
  if (child.stdout === null || child.stderr === null) return ended;
  const [stdout, stderr, status] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  process.stdout.write(`\n${name}\n${stdout}${stderr}`);
  return status;
}
