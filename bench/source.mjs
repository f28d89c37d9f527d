/** A connector of a few streams, as small as they come: what the SDK itself costs. */
import { BearerAuth, DescendingCursor, HttpStream, PageNumberPaginator, Source, s } from "@sluice/core";
import { main } from "@sluice/core/cli";

const account = s.record({
  id: s.key(s.integer),
  externalId: s.string,
  name: s.string,
  createdAt: s.timestamp,
  updatedAt: s.timestamp,
  mrr: s.number,
  healthScore: s.number,
  usersCount: s.integer,
  isActive: s.boolean,
  owner: s.object({ id: s.string, name: s.string, email: s.string, licenseStatus: s.string }),
  segments: s.array(s.object({ id: s.string, name: s.string })),
  traits: s.openObject,
  description: s.string,
});

class Accounts extends HttpStream {
  name = "accounts";
  description = "Records of the benchmark.";
  schema = account;
  primaryKey = ["id"];
  paginator = new PageNumberPaginator({ param: "page", hasMore: "hasMore" });
  recordsAt = "results";
  path() {
    return "accounts";
  }
}

/** One record for each of 5,000 parents, each with a state of its own. */
class Parts extends HttpStream {
  name = "parts";
  description = "A record for each parent.";
  schema = s.record({ id: s.key(s.string), updatedAt: s.timestamp });
  primaryKey = ["id"];
  cursor = new DescendingCursor({ field: "updatedAt" });
  recordsAt = "results";
  async slices() {
    return Array.from({ length: 5_000 }, (_, index) => ({
      parent: `08d6eb2c-4a4e-4c3b-8f0a-${String(index).padStart(12, "0")}`,
    }));
  }
  path({ parent }) {
    return `parts/${parent}`;
  }
}

/** Parents, and their children: lists that say how many records they have. */
class Parents extends HttpStream {
  name = "parents";
  description = "Parents of other records.";
  schema = s.record({ id: s.key(s.integer), name: s.string });
  primaryKey = ["id"];
  paginator = new PageNumberPaginator({ param: "page", total: "total" });
  recordsAt = "results";
  path() {
    return "parents";
  }
}

class Children extends Parents {
  name = "children";
  slices() {
    return this.each(Parents, ({ id }) => ({ id }));
  }
  path({ id }) {
    return `parents/${id}/children`;
  }
}

class Bench extends Source {
  name = "bench";
  title = "Bench";
  version = "0.0.0";
  documentationUrl = "https://example.com";
  config = s.record({});
  streams = [Accounts, Parts, Parents, Children];
  limits = {
    concurrency: 4,
    requestsPerMinute: Number(process.env.BENCH_REQUESTS_PER_MINUTE ?? Number.MAX_SAFE_INTEGER),
  };
  baseUrl() {
    return "https://example.com";
  }
  authenticator() {
    return new BearerAuth({ token: "bench" });
  }
  async probe() {}
}

await main(new Bench());
