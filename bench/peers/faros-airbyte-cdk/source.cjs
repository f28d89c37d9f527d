/** A source on faros-airbyte-cdk with one stream, which pages by itself: the CDK has no HTTP of its own. */
const { createRequire } = require("node:module");

// The peer lives in a folder of its own, which the benchmark names.
const load = createRequire(`${process.env.BENCH_PEER}/`);
const axios = load("axios");
const { AirbyteSourceBase, AirbyteSourceLogger, AirbyteSourceRunner, AirbyteSpec, AirbyteStreamBase } =
  load("faros-airbyte-cdk");

const text = { type: ["null", "string"] };
const named = { type: "object", properties: { id: text, name: text } };

class Accounts extends AirbyteStreamBase {
  get name() {
    return "accounts";
  }
  get primaryKey() {
    return "id";
  }
  getJsonSchema() {
    return {
      type: "object",
      properties: {
        id: { type: "integer" },
        externalId: text,
        name: text,
        createdAt: text,
        updatedAt: text,
        mrr: { type: ["null", "number"] },
        healthScore: { type: ["null", "number"] },
        usersCount: { type: ["null", "integer"] },
        isActive: { type: ["null", "boolean"] },
        owner: { type: "object", properties: { id: text, name: text, email: text, licenseStatus: text } },
        segments: { type: "array", items: named },
        traits: { type: "object" },
        description: text,
      },
    };
  }
  async *readRecords() {
    const client = axios.create({ baseURL: process.env.BENCH_BASE_URL, headers: { authorization: "Bearer bench" } });
    for (let page = 1, hasMore = true; hasMore; page++) {
      const { data } = await client.get("/accounts", { params: { page } });
      yield* data.results;
      hasMore = data.hasMore;
    }
  }
}

class Bench extends AirbyteSourceBase {
  get type() {
    return "bench";
  }
  async spec() {
    return new AirbyteSpec({
      documentationUrl: "https://example.com",
      connectionSpecification: { type: "object", title: "Bench", properties: {} },
    });
  }
  async checkConnection() {
    return [true, undefined];
  }
  streams() {
    return [new Accounts(this.logger)];
  }
}

const logger = new AirbyteSourceLogger();
new AirbyteSourceRunner(logger, new Bench(logger)).mainCommand().parseAsync(process.argv);
