/** `npm run supply-chain`: the lockfile's hashes and hosts, and what the registry knows of weaknesses, where it can be asked. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { root } from "./workspace.mjs";

const { packages } = JSON.parse(readFileSync(`${root}package-lock.json`, "utf8"));
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
const { metadata } = jsonOf(stdout);
if (metadata === undefined)
  console.log("left out: the registry does not answer questions about weaknesses (npm audit)");
else {
  const { high, critical } = metadata.vulnerabilities;
  say(high + critical === 0, `npm audit: ${high} of level high, ${critical} critical`);
}
process.exitCode = isBad ? 1 : 0;

function say(isGood, text) {
  console.log(`${isGood ? "good" : "BAD "}  ${text.trim()}`);
  isBad ||= !isGood;
}

function names(entries) {
  return entries.map(([path]) => path).join(", ");
}

function jsonOf(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
