/** The fewest lines of plain Node that fetch the same pages, parse, stringify and write the same lines. */
import { once } from "node:events";

for (let page = 1, hasMore = true; hasMore; page++) {
  const reply = await fetch(`${process.env.BENCH_BASE_URL}/accounts?page=${page}`, {
    headers: { authorization: "Bearer bench" },
  });
  const body = await reply.json();
  const emitted_at = Date.now();
  let lines = "";
  for (const data of body.results) {
    lines += `${JSON.stringify({ type: "RECORD", record: { stream: "accounts", emitted_at, data } })}\n`;
  }
  if (!process.stdout.write(lines)) await once(process.stdout, "drain");
  hasMore = body.hasMore;
}
