import { deepStrictEqual, ok } from "node:assert";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isThere, output } from "./program.js";
import { examples, type Stage } from "./stage.js";

/** Where the unit finds the project. */
const PROJECT = "/srv/sluice";

/** The units by systemd's own checker, and the command that they start. */
export async function trySystemd(stage: Stage): Promise<string> {
  const site = await stage.site("systemd");
  const files = ["sluice.service", "sluice.timer"].map((name) => ({ name, file: join(site.folder, name) }));
  for (const { name, file } of files) {
    const unit = await readFile(join(examples, name), "utf8");
    await writeFile(file, unit.replaceAll(PROJECT, site.folder)); // the checker looks whether the program is there
  }
  const hasChecker = isThere("systemd-analyze");
  const checked = ["verify", "--man=no", "--recursive-errors=no", ...files.map(({ file }) => file)];
  if (hasChecker) await output("systemd-analyze", checked);
  else console.log("left out: the check of sluice.service and sluice.timer, because there is no systemd-analyze here");

  const service = await readFile(join(site.folder, "sluice.service"), "utf8");
  const [program = "", ...args] = (/^ExecStart=(.*)$/m.exec(service)?.[1] ?? "").split(" ");
  await output(program, args, { cwd: site.folder, env: { ...stage.secrets, ...stage.addresses, SLUICE_TO: site.to } });
  return `${hasChecker ? "valid; " : ""}its command run here: ${await stage.assertLoaded(site)}`;
}

/** The line of cron, whose shell knows nothing but its PATH: the rest is in `.env`. */
export async function tryCrontab(stage: Stage): Promise<string> {
  const site = await stage.site("cron");
  const variables = Object.entries({ ...stage.secrets, ...stage.addresses, SLUICE_TO: site.to });
  await writeFile(join(site.folder, ".env"), variables.map(([name, value]) => `${name}="${value}"\n`).join(""));
  const [, line = ""] = (await readFile(join(examples, "crontab"), "utf8")).trim().split("\n");
  const [, command = ""] = /^(?:\S+ ){5}(.*)$/.exec(line) ?? [];
  await output("sh", ["-c", command.replace(PROJECT, site.folder)]);
  return `its command run here: ${await stage.assertLoaded(site)}`;
}

/** The query that finds sources whose last whole sync is long ago: none right after one, all if none may be older than now. */
export async function tryStaleSyncs(stage: Stage): Promise<string> {
  const site = await stage.site("stale");
  await stage.sluice(site, ["sync"], { ...stage.secrets, ...stage.addresses, SLUICE_TO: site.to });
  const sql = await readFile(join(examples, "stale.sql"), "utf8");
  const asked = async (text: string) => {
    const answer = await stage.sluice(site, ["query", text, "--to", site.to, "--json"], {});
    return (JSON.parse(answer) as { connection: string }[]).map(({ connection }) => connection).sort();
  };
  ok(sql.includes("26 hours"));
  deepStrictEqual(await asked(sql), []);
  deepStrictEqual(await asked(sql.replace("26 hours", "0 hours")), ["hellobaton", "vitally"]);
  return "finds no source right after a sync, and both where a sync is old at once";
}
