import { startPersistIQ } from "../../../connectors/source-persistiq/fake/index.js";

/** A fake PersistIQ for another process: writes its config and the number of leads on one line, and ends with standard input. */
const fake = await startPersistIQ();
const leads = fake.expected.get("leads") ?? [];
console.log(JSON.stringify({ config: fake.config, leads: leads.length }));
process.stdin.resume().once("end", () => void fake.api.close());
