import { readFile } from "node:fs/promises";

/** In a second, on every system that has /proc. */
const TICKS = 100;

/** When a process began, in clock ticks since the start of the system: no two processes have the same id and start. Undefined without /proc. */
export async function startTicks(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]; // the name of the program, in parentheses, may hold anything
}

/** The same as a time; undefined where it is not known. */
export async function startedAt(pid: number): Promise<Date | undefined> {
  const ticks = await startTicks(pid);
  const [uptime] = (await readFile("/proc/uptime", "utf8").catch(() => "")).split(" ");
  if (ticks === undefined || uptime === undefined || uptime === "") return undefined;
  return new Date(Date.now() - Math.round(Number(uptime) - Number(ticks) / TICKS) * 1000);
}
