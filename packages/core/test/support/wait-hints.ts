/** A separate process, because Node reads TZ at its start: prints the wait hint of each reset time. */
import { waitHintMs } from "../../src/http/wait-hint.js";

const [nowMs, ...values] = process.argv.slice(2);
const hints = values.map((value) => waitHintMs({ "x-ratelimit-reset": value }, Number(nowMs)) ?? null);
process.stdout.write(JSON.stringify(hints));
