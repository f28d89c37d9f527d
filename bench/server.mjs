/** Serves the same 100 records of about 1 kB on every page but the numbers that make each record its own. */
import http from "node:http";

const RECORDS_A_PAGE = 100;

/** @param {number} [bytesARecord] of padding in each record, for pages that are large. */
export function startServer(pages, bytesARecord = 0) {
  const padding = "x".repeat(bytesARecord);
  const server = http.createServer((request, response) => {
    const page = Number(new URL(request.url ?? "/", "http://bench.invalid").searchParams.get("page") ?? 1);
    const body = pageOf(page, page < pages, padding);
    response.writeHead(200, { "content-type": "application/json", "content-length": body.length });
    response.end(body);
  });
  server.keepAliveTimeout = 60_000;
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve({ url: `http://127.0.0.1:${server.address().port}`, server }));
  });
}

const cache = new Map();

/** Pages are made once, so that the server costs next to nothing while it is measured. */
function pageOf(page, hasMore, padding) {
  const key = `${page} ${padding.length}`;
  let body = cache.get(key);
  if (body === undefined) {
    const first = page * RECORDS_A_PAGE;
    const results = Array.from({ length: RECORDS_A_PAGE }, (_, index) => recordOf(first + index, padding));
    body = Buffer.from(JSON.stringify({ results, hasMore }));
    cache.set(key, body);
  }
  return body;
}

function recordOf(id, padding) {
  return {
    id,
    externalId: `account-${id}`,
    name: `Northwind Trading ${id}`,
    createdAt: "2026-01-02T10:11:12.123Z",
    updatedAt: "2026-02-03T10:11:12.456Z",
    mrr: 1234.5 + id,
    healthScore: 7.25,
    usersCount: 12,
    isActive: true,
    owner: { id: `owner-${id % 50}`, name: "Ada Novak", email: "ada@example.com", licenseStatus: "active" },
    segments: [
      { id: "s-1", name: "Enterprise" },
      { id: "s-2", name: "Europe, Middle East and Africa" },
    ],
    traits: { plan: "pro", city: "København", renewalStage: "Negotiation", seats: 40, tags: ["a", "b", "c"] },
    description: "A customer since the first day, with a long text about what was agreed. ".repeat(6) + padding,
  };
}
