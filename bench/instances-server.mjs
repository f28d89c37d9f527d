/** A Vitally whose only list is long: one custom object, with instances on pages of about 1.7 MB, as were seen live. */
import http from "node:http";

const PAGES = 120;
const CUSTOMER = { id: "customer", name: "Northwind Retail", traits: { notes: "x".repeat(16_000) } };

export function startInstancesServer() {
  const server = http.createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://bench.invalid");
    const body = JSON.stringify(
      pathname.endsWith("/instances") ? pageOf(Number(searchParams.get("from") ?? 1)) : OBJECTS,
    );
    response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) });
    response.end(body);
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve({ url: `http://127.0.0.1:${server.address().port}`, server }));
  });
}

const OBJECTS = { results: [{ id: "object", name: "featureRequest", label: "Feature request" }], next: null };

function pageOf(page) {
  const results = Array.from({ length: 100 }, (_, index) => ({
    id: `instance-${page}-${index}`,
    customObjectId: "object",
    name: `Request ${index}`,
    createdAt: "2026-01-02T10:11:12.123Z",
    updatedAt: "2026-02-03T10:11:12.456Z",
    customer: CUSTOMER,
    traits: {},
  }));
  return { results, next: page < PAGES ? String(page + 1) : null };
}
