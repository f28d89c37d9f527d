/** The limit: the same pages, fetched one after the other by a bare agent and written unchanged, with one write for each. */
import { once } from "node:events";
import http from "node:http";

const agent = new http.Agent({ keepAlive: true });
const headers = { authorization: "Bearer bench" };
for (let page = 1; page <= Number(process.env.BENCH_LAST_PAGE); page++) {
  const request = http.get(`${process.env.BENCH_BASE_URL}/accounts?page=${page}`, { agent, headers });
  const [reply] = await once(request, "response");
  const chunks = [];
  reply.on("data", (chunk) => chunks.push(chunk));
  await once(reply, "end");
  if (!process.stdout.write(Buffer.concat(chunks))) await once(process.stdout, "drain");
}
agent.destroy();
