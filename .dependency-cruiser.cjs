/** The one-way order of the house. In core a folder imports only from folders before it; each library has one door. */
const ORDER = [
  "protocol",
  "errors",
  "schema",
  "http",
  "decoders",
  "auth",
  "pagination",
  "cursors",
  "streams",
  "exports",
  "source",
  "runner",
  "cli",
];
const SIBLINGS = [
  ["auth", "pagination"],
  ["auth", "cursors"],
  ["pagination", "cursors"],
];

const oneWay = ORDER.map((folder, index) => ({
  name: `core-${folder}-imports-only-what-is-before-it`,
  severity: "error",
  from: { path: `^packages/core/src/${folder}/` },
  to: { path: `^packages/core/src/(${ORDER.slice(index + 1).join("|") || "none"})/` },
}));

const apart = SIBLINGS.map(([one, other]) => ({
  name: `core-${other}-knows-nothing-of-${one}`,
  severity: "error",
  from: { path: `^packages/core/src/${other}/` },
  to: { path: `^packages/core/src/${one}/` },
}));

const door = (library, file) => ({
  name: `one-door-for-${library}`,
  severity: "error",
  from: { path: "^(packages/core|(connectors|examples)/[^/]+)/src/", pathNot: `^packages/core/src/${file}$` },
  to: { path: `node_modules/${library}/` },
});

module.exports = {
  forbidden: [
    { name: "no-circular", severity: "error", from: {}, to: { circular: true } },
    { name: "no-unresolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
    ...oneWay,
    ...apart,
    {
      name: "signing-paging-and-cursors-do-not-fetch",
      severity: "error",
      from: { path: "^packages/core/src/(auth|pagination|cursors)/" },
      to: {
        path: "^packages/core/src/http/",
        pathNot:
          "^packages/core/src/http/(request|request-body|body-change|parameter|query|headers|response|json|exchange|clock|wait-hint)\\.ts$",
      },
    },
    {
      name: "runner-knows-nothing-of-http",
      severity: "error",
      from: { path: "^packages/core/src/runner/" },
      to: { path: "^packages/core/src/(auth|pagination)/|^packages/core/src/http/(?!clock|observer)" },
    },
    door("axios", "http/proxied-carrier\\.ts"),
    door("ipaddr.js", "http/private-address\\.ts"),
    door("p-retry", "http/retry\\.ts"),
    door("csv-parse", "decoders/csv\\.ts"),
    door("sax", "decoders/xml(-records)?\\.ts"),
    door("yauzl", "decoders/zip\\.ts"),
    door("pino", "runner/logger\\.ts"),
    door("jose", "auth/jwt\\.ts"),
    door("lossless-json", "schema/lossless\\.ts"),
    {
      name: "connector-imports-core-and-zod-only",
      severity: "error",
      from: { path: "^(connectors|examples)/([^/]+)/src/", pathNot: "/src/cli\\.ts$" },
      to: { pathNot: "^$1/$2/src/|^packages/core/src/index\\.ts$|node_modules/zod/|^node:" },
    },
    {
      name: "connectors-never-import-each-other",
      severity: "error",
      from: { path: "^(connectors|examples)/([^/]+)/" },
      to: { path: "^(connectors|examples)/", pathNot: "^$1/$2/" },
    },
    {
      name: "core-imports-neither-testkit-nor-sync",
      severity: "error",
      from: { path: "^packages/core/src/" },
      to: { path: "^packages/(testkit|sync)/" },
    },
    {
      name: "sync-knows-connectors-as-processes-only",
      severity: "error",
      from: { path: "^packages/sync/src/" },
      to: { path: "^connectors/|^packages/testkit/" },
    },
    {
      name: "one-door-for-duckdb",
      severity: "error",
      // `sluice query` streams its rows, with the types of their columns: that is not a destination's talk
      from: {
        path: "^packages/sync/src/",
        pathNot: "^packages/sync/src/(destinations/duckdb/(client|session)\\.ts$|cli/query/|cli/commands/query\\.ts$)",
      },
      to: { path: "node_modules/@duckdb/" },
    },
    {
      name: "one-door-for-postgres",
      severity: "error",
      from: { path: "^packages/sync/src/", pathNot: "^packages/sync/src/destinations/postgres/connection\\.ts$" },
      to: { path: "node_modules/(@types/)?pg(-copy-streams)?/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "/dist/" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["@sluice/source", "import", "node", "default"],
    },
  },
};
