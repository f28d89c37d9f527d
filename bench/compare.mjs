/** Runs readers side by side and makes a row of each: what a case hands back. */

/**
 * All readers once, then all again, so many times: what the machine does meanwhile hits them alike.
 *
 * @param {{ name: string, run?: () => Promise<object>, cannot?: string }[]} readers without `run` where it cannot be measured.
 * @returns a row for each reader; one that fails is not tried again.
 */
export async function sideBySide(readers, rounds) {
  const measured = readers.map((reader) => ({ ...reader, runs: [] }));
  for (let round = 0; round < rounds; round++) {
    for (const reader of measured) {
      if (reader.run === undefined || reader.error !== undefined) continue;
      report(`  round ${round + 1} of ${rounds}: ${reader.name}`);
      await reader.run().then(
        (run) => reader.runs.push(run),
        (error) => {
          reader.error = error.message;
        },
      );
    }
  }
  report("");
  return measured.map(rowOf);
}

/** The progress, for users who watch. */
function report(text) {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}

/** @param {{ name: string, cannot?: string, error?: string, runs: object[] }} reader */
export function rowOf({ name, cannot, error, runs }) {
  if (cannot !== undefined) return { name, cannot };
  if (error !== undefined) return { name, failed: error };
  return {
    name,
    seconds: spread(runs.map(({ seconds }) => seconds)),
    cpuSeconds: medianOf(runs, "cpuSeconds"),
    memoryMb: medianOf(runs, "memoryMb"),
    records: medianOf(runs, "records"),
    requests: medianOf(runs, "requests"),
    mostInFlight: medianOf(runs, "mostInFlight"),
  };
}

function medianOf(runs, figure) {
  const values = runs.map((run) => run[figure]).filter((value) => value !== undefined);
  return values.length === 0 ? undefined : spread(values).median;
}

export function spread(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const round = (value) => Number(value.toFixed(3));
  const middle = (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.floor(sorted.length / 2)]) / 2;
  return { min: round(sorted[0]), median: round(middle), max: round(sorted.at(-1)) };
}

/** How many times longer a reader takes than Sluice; undefined where one of them was not measured. */
export function ratioOf(rows, name) {
  const median = (of) => rows.find((row) => row.name === of)?.seconds?.median;
  const [other, own] = [median(name), median("Sluice")];
  return other === undefined || own === undefined ? undefined : other / own;
}

/** "Sluice is at least so many times as fast as this one", written into that one's row. */
export function promiseFaster(rows, name, least) {
  const value = ratioOf(rows, name);
  promise(rows, name, `≥ ${least}× faster`, value, value >= least, "×");
}

/** "Sluice takes at most so many times as long as this one". */
export function promiseWithin(rows, name, most) {
  const ratio = ratioOf(rows, name);
  const value = ratio === undefined ? undefined : 1 / ratio;
  promise(rows, name, `within ${most}×`, value, value <= most, "×");
}

/** Any other promise, in the row of its reader. What was not measured is left out. */
export function promise(rows, name, claim, value, isReached, unit = "") {
  const row = rows.find((each) => each.name === name);
  if (row === undefined || value === undefined || Number.isNaN(value)) return;
  row.promised = [...(row.promised ?? []), { claim, measured: `${Number(value.toFixed(2))}${unit}`, isReached }];
}
