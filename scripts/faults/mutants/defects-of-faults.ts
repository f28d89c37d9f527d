/**
 * Mistakes in the SDK that only faults of tokens, exports, decoders and GraphQL show; the testkit's own connectors, on which the
 * suite's parts are run, must notice them. Each `find` is in its file exactly once.
 */
import type { Defect } from "./defect.js";

const core = (file: string) => `packages/core/src/${file}`;
const test = (file: string) => `packages/testkit/test/${file}.test.ts`;

export const faultDefects: readonly Defect[] = [
  {
    name: "a token renewed never",
    says: "A read fails when its token expires.",
    test: test("tokens"),
    edits: [
      {
        file: core("auth/token-auth.ts"),
        find: "return this.#refusals.includes(response.status);",
        replace: "return this.#refusals.length > 9 && response.status === 401;",
      },
    ],
  },
  {
    name: "a token renewed always",
    says: "Each request fetches a token of its own.",
    test: test("tokens"),
    edits: [
      {
        file: core("auth/token-auth.ts"),
        find: "return held !== undefined && this.context.clock.monotonicMs() < held.renewAtMs;",
        replace: "return held !== undefined && this.context.clock.monotonicMs() < held.renewAtMs - 9e9;",
      },
    ],
  },
  {
    name: "a new refresh token ignored",
    says: "The second renewal of a read is done with a refresh token that has been used up.",
    test: test("tokens"),
    edits: [
      {
        file: core("auth/oauth-refresh.ts"),
        find: 'if (typeof next === "string" && next !== "") this.#refreshToken = next;',
        replace: "",
      },
    ],
  },
  {
    name: "a token endpoint that is busy taken for a refusal",
    says: "A 503 of the token endpoint ends the read, and the user is asked for new credentials.",
    test: test("tokens"),
    edits: [
      {
        file: core("http/exchange-reply.ts"),
        find: "(status >= 500 && status !== 501)",
        replace: "status >= 599",
      },
    ],
  },
  {
    name: "an export resumed from the start",
    says: "A later attempt downloads the parts again that are written.",
    test: test("report"),
    edits: [
      {
        file: core("exports/export-reader.ts"),
        find: "let index = this.#run.job?.parts ?? 0;",
        replace: "let index = 0;",
      },
    ],
  },
  {
    name: "a failed export job that is not created again",
    says: "A job that fails once ends the read.",
    test: test("report"),
    edits: [{ file: core("exports/export-jobs.ts"), find: "const MAX_JOBS = 2;", replace: "const MAX_JOBS = 1;" }],
  },
  {
    name: "an export job that the API no longer knows",
    says: "A job that was deleted ends the read.",
    test: test("report"),
    edits: [
      {
        file: core("exports/export-jobs.ts"),
        find: "const UNKNOWN_JOB = [404, 410];",
        replace: "const UNKNOWN_JOB = [404];",
      },
    ],
  },
  {
    name: "a decoder that drops the last line",
    says: "A line without a line break is cut off, and nobody notices it.",
    test: test("report"),
    edits: [
      {
        file: core("decoders/json-lines.ts"),
        find: "yield [{ bytes: Buffer.concat(pending), isLast: true }];",
        replace: "",
      },
    ],
  },
  {
    name: "bytes of another encoding replaced",
    says: "A letter that cannot be read becomes a question mark.",
    test: test("report"),
    edits: [{ file: core("decoders/text.ts"), find: "fatal: true", replace: "fatal: false" }],
  },
  {
    name: "a GraphQL rate limit taken for a failure",
    says: "A rate limit with status 200 ends the read.",
    test: test("graphql"),
    edits: [{ file: core("http/graphql-verdict.ts"), find: '["RATE_LIMITED", ', replace: "[" }],
  },
];
