/** A connector of one paged stream, as small as they come: what the SDK itself costs. */
import {
  BearerAuth,
  baseUrlSetting,
  flag,
  HttpStream,
  integer,
  key,
  list,
  NewestFirst,
  number,
  object,
  openObject,
  PageNumber,
  record,
  Source,
  text,
  timestamp,
} from "@sluice/core";
import { main } from "@sluice/core/cli";

const account = record({
  id: key(integer),
  externalId: text,
  name: text,
  createdAt: timestamp,
  updatedAt: timestamp,
  mrr: number,
  healthScore: number,
  usersCount: integer,
  isActive: flag,
  owner: object({ id: text, name: text, email: text, licenseStatus: text }),
  segments: list(object({ id: text, name: text })),
  traits: openObject,
  description: text,
});

class Accounts extends HttpStream {
  name = "accounts";
  description = "Records of the benchmark.";
  schema = account;
  primaryKey = ["id"];
  paginator = new PageNumber({ param: "page", hasMore: "hasMore" });
  recordsAt = "results";
  path() {
    return "accounts";
  }
}

/** One record for each of 5,000 parents, each with a state of its own. */
class Parts extends HttpStream {
  name = "parts";
  description = "A record for each parent.";
  schema = record({ id: key(text), updatedAt: timestamp });
  primaryKey = ["id"];
  cursor = new NewestFirst("updatedAt");
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

class Bench extends Source {
  name = "bench";
  title = "Bench";
  version = "0.0.0";
  documentationUrl = "https://example.com";
  config = record({ base_url: baseUrlSetting });
  streams = [Accounts, Parts];
  limits = {
    concurrency: 4,
    requestsPerMinute: Number(process.env.BENCH_REQUESTS_PER_MINUTE ?? Number.MAX_SAFE_INTEGER),
  };
  baseUrl(config) {
    return config.base_url;
  }
  authenticator() {
    return new BearerAuth("bench");
  }
  async probe() {}
}

await main(new Bench());
