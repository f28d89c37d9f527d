/**
 * Loaded with --import: a process tells its peak memory in MB as its last line on stderr. From /proc where there is one, for
 * the peak that getrusage gives may be that of the process which started this one.
 */
import { existsSync, readFileSync } from "node:fs";

process.on("exit", () => process.stderr.write(`\npeak-memory ${Math.round(peakKb() / 1024)}\n`));

function peakKb() {
  const status = "/proc/self/status";
  const own = existsSync(status) ? /VmHWM:\s+(\d+) kB/.exec(readFileSync(status, "utf8"))?.[1] : undefined;
  return own === undefined ? process.resourceUsage().maxRSS : Number(own);
}
