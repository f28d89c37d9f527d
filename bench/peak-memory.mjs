/** Loaded with --import: a process tells its peak memory in MB as its last line on stderr. */
process.on("exit", () => process.stderr.write(`\npeak-memory ${Math.round(process.resourceUsage().maxRSS / 1024)}\n`));
