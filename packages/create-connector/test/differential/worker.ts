/** `worker.ts PYTHON FOLDER`: compares the manifests that its parent sends, one after the other, with one Python process. */
import { compare } from "./comparison.js";
import { Driver } from "./driver.js";
import type { Job } from "./result.js";

const [python = "", folder = ""] = process.argv.slice(2);
const driver = new Driver(python);

process.on("message", (job: Job) => {
  compare(job, { driver, folder }).then(
    (outcome) => process.send?.(outcome),
    (error: Error) =>
      process.send?.({ streams: [], differences: [], allowed: [], failure: `harness: ${error.message}` }),
  );
});
process.on("uncaughtException", (error) => {
  process.send?.({ streams: [], differences: [], allowed: [], failure: `uncaught: ${error.message}` });
});
process.on("disconnect", () => {
  driver.close();
  process.exit();
});
