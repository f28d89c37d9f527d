import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectors } from "../scripts/support/connectors.js";
import { folderOf, leaveOutUnless } from "../scripts/support/install.js";
import { type Command, record } from "./picture/record.js";
import { type Emulator, Screen } from "./picture/screen.js";
import { drawn } from "./picture/svg.js";

const HELP = `Usage: node scripts/run.mjs tools/picture.ts

Records a sync and a query in a terminal and draws docs/demo.svg of it. Needs script of util-linux for the terminal, and npm's registry for
what understands the bytes that go to one.
`;
const SIZE = { columns: 92, rows: 38 };

const SQL = "select name, healthScore, mrr from vitally.accounts where healthScore < 5 order by mrr desc limit 5";
const COMMANDS: readonly Command[] = [
  { typed: "npx sluice sync vitally", args: ["sync", "vitally"] },
  { typed: `npx sluice query "${SQL}"`, args: ["query", SQL] },
];

if (process.argv.includes("--help")) {
  console.log(HELP);
  process.exit(0);
}
leaveOutUnless("xterm-headless");
const emulator = join(folderOf("xterm-headless"), "node_modules/@xterm/headless/lib-headless/xterm-headless.js");
const vitally = connectors.find((connector) => connector.create().name === "vitally");
if (vitally === undefined) throw new Error("there is no connector to show");
const folder = await mkdtemp(join(tmpdir(), "sluice-picture-"));
const { api, config } = await vitally.start();
const sources = [
  { source: join(process.cwd(), "connectors/source-vitally/bin/source-vitally.js"), name: "vitally", config },
];
await writeFile(join(folder, "sluice.config.json"), JSON.stringify({ sources }));

const { Terminal } = createRequire(import.meta.url)(emulator) as { Terminal: Emulator };
const screen = new Screen(
  new Terminal({ cols: SIZE.columns, rows: SIZE.rows, allowProposedApi: true, convertEol: true }),
);
await record(COMMANDS, { folder, ...SIZE }, screen);
await api.close();
await rm(folder, { recursive: true });
await writeFile("docs/demo.svg", drawn(screen.frames, SIZE));
console.log(`docs/demo.svg: ${screen.frames.length} pictures`);
