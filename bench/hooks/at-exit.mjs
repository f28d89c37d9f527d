/**
 * Loaded into each Node that is measured: as its last line on stderr it writes its CPU time and peak memory. The memory comes
 * from /proc where there is one, because the peak that getrusage gives may be that of the process which started this one.
 */
import { existsSync, readFileSync } from "node:fs";

process.on("exit", () => {
  const { user, system } = process.cpuUsage();
  process.stderr.write(`\nbench-took ${((user + system) / 1e6).toFixed(3)} ${Math.round(peakKb() / 1024)}\n`);
});

function peakKb() {
  const status = "/proc/self/status";
  const own = existsSync(status) ? /VmHWM:\s+(\d+) kB/.exec(readFileSync(status, "utf8"))?.[1] : undefined;
  return own === undefined ? process.resourceUsage().maxRSS : Number(own);
}
