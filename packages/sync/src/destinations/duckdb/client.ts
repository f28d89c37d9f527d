import { createRequire } from "node:module";

/**
 * DuckDB's client. It is CommonJS in many files, in each of which an `import` would look for names first: that takes 0.15 s of
 * processor time more, in every command.
 */
export const duckdb: typeof import("@duckdb/node-api") = createRequire(import.meta.url)("@duckdb/node-api");
