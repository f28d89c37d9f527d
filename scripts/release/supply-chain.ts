/** The lockfile's hashes and hosts, and what the registry knows of weaknesses, where it can be asked. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { root } from "../support/commands.js";

interface Locked {
  readonly link?: boolean;
  readonly integrity?: string;
  readonly inBundle?: boolean;
  readonly resolved?: string;
}

type Entries = readonly (readonly [path: string, locked: Locked])[];

const lockfile = readFileSync(`${root}package-lock.json`, "utf8");
const { packages } = JSON.parse(lockfile) as { packages: Record<string, Locked> };
const locked = Object.entries(packages).filter(([path, { link }]) => path.includes("node_modules/") && link !== true);
const unhashed = locked.filter(([, { integrity, inBundle }]) => !/^sha512-/.test(integrity ?? "") && inBundle !== true);
const hosts = locked.filter(([, { resolved }]) => resolved !== undefined);
let isBad = false;
say(
  unhashed.length === 0,
  `${locked.length} packages are locked, ${unhashed.length} without a hash ${names(unhashed)}`,
);
say(hosts.length === 0, `${hosts.length} name a registry host ${names(hosts)}`);

const { stdout } = spawnSync("npm", ["audit", "--json", "--audit-level=high"], { cwd: root, encoding: "utf8" });
const { metadata } = auditIn(stdout);
if (metadata === undefined)
  console.log("left out: the registry does not answer questions about weaknesses (npm audit)");
else {
  const { high, critical } = metadata.vulnerabilities;
  say(high + critical === 0, `npm audit: ${high} of level high, ${critical} critical`);
}
process.exitCode = isBad ? 1 : 0;

function say(isGood: boolean, text: string): void {
  console.log(`${isGood ? "good" : "BAD "}  ${text.trim()}`);
  isBad ||= !isGood;
}

function names(entries: Entries): string {
  return entries.map(([path]) => path).join(", ");
}

interface Audit {
  readonly metadata?: { readonly vulnerabilities: { readonly high: number; readonly critical: number } };
}

/** Nothing where the registry answered something else. */
function auditIn(text: string): Audit {
  try {
    return JSON.parse(text) as Audit;
  } catch {
    return {};
  }
}
