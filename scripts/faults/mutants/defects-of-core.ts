/**
 * Mistakes in the SDK. Those with a `connector` must be noticed by its conformance suite; those with a `test` concern behavior
 * that a suite over a faithful fake does not show, so that file must notice them. Each `find` is in its file exactly once.
 */
import type { Defect } from "./defect.js";

const core = (file: string) => `packages/core/src/${file}`;
const test = (file: string) => `packages/core/test/${file}.test.ts`;

export const coreDefects: readonly Defect[] = [
  {
    name: "a state ahead of its records",
    says: "A page's state is written before its records.",
    connector: "vitally",
    edits: [
      {
        file: core("runner/read-stream.ts"),
        find: "      if (records.count > 0) await writer.records(",
        replace: `
          if (batch.state !== undefined) await writer.state(stream.name, batch.state);
          if (records.count > 0) await writer.records(`,
      },
    ],
  },
  {
    name: "a state ahead of its slice",
    says: "A slice counts as complete with its first page.",
    connector: "persistiq",
    edits: [
      {
        file: core("cursors/full-refresh.ts"),
        find: "override start({ saved }: CursorStart)",
        replace: "override start({ saved, slice }: CursorStart)",
      },
      {
        file: core("cursors/full-refresh.ts"),
        find: "stateAfterPage: (next) => (this.#param",
        replace: "stateAfterPage: (next) => (Object.keys(slice).length > 0 ? COMPLETE_STATE : this.#param",
      },
    ],
  },
  {
    name: "a gzip file without its end",
    says: "A gzip file that is cut off is read as far as it goes.",
    test: test("decoders/packed"),
    edits: [
      {
        file: core("decoders/gzip.ts"),
        find: "createGunzip()",
        replace: "createGunzip({ finishFlush: 2 })",
      },
    ],
  },
  {
    name: "a bomb in a small file",
    says: "What a file unpacks to is not bounded.",
    test: test("decoders/packed"),
    edits: [
      { file: core("decoders/bytes.ts"), find: "if (length > maxBytes)", replace: "if (chunk.length > maxBytes)" },
    ],
  },
  {
    name: "partial data that pass for whole",
    says: "A GraphQL page with errors is read if it has data, though the stream does not declare it.",
    test: test("streams/graphql-stream"),
    edits: [{ file: core("http/graphql-verdict.ts"), find: "hasData && partialData &&", replace: "hasData &&" }],
  },
  {
    name: "GraphQL errors that nobody judges in a 200",
    says: "The errors of a GraphQL reply count only if its status is an error too.",
    test: test("streams/graphql-stream"),
    edits: [
      {
        file: core("streams/graphql-stream.ts"),
        find: "if (reply === undefined) return",
        replace: "if (reply === undefined || status < 300) return",
      },
    ],
  },
  {
    name: "a connection without pageInfo",
    says: "A GraphQL list whose document forgets the pageInfo ends with its first page.",
    test: test("streams/graphql-stream"),
    edits: [
      { file: core("pagination/relay.ts"), find: "if (connection === null ||", replace: "if (connection !== 0 ||" },
    ],
  },
  {
    name: "CSV values with guessed types",
    says: "What looks like a number is one, so that leading zeros are lost.",
    test: test("decoders/csv"),
    edits: [
      {
        file: core("decoders/csv.ts"),
        find: "? null : value)",
        replace: '? null : Number.isNaN(Number(value)) || value === "" ? value : String(Number(value)))',
      },
    ],
  },
  {
    name: "a checksum that nobody compares",
    says: "A file of an archive whose bytes have changed is read.",
    test: test("decoders/packed"),
    edits: [{ file: core("decoders/zip.ts"), find: "if (sum !== entry.crc32)", replace: "if (sum !== sum)" }],
  },
  {
    name: "zeros in front of a text",
    says: "An id of a CSV file whose first digit is a zero becomes another number.",
    test: test("schema/text-numbers"),
    edits: [{ file: core("schema/text-numbers.ts"), find: "(0|[1-9]\\d*)", replace: "(\\d+)" }],
  },
  {
    name: "a long number from a text",
    says: "A number of a CSV file loses the digits that a double cannot hold.",
    test: test("schema/text-numbers"),
    edits: [{ file: core("schema/text-numbers.ts"), find: "SAFE_NUMBER.test(value) ?", replace: "true ?" }],
  },
  {
    name: "an export that is started twice",
    says: "The job under way is not in the state, so that a later attempt creates another one.",
    test: test("exports/exports"),
    edits: [
      {
        file: core("cursors/export-cursor.ts"),
        find: "if (job !== undefined) this.job =",
        replace: "if (parts > 99) this.job =",
      },
    ],
  },
  {
    name: "credentials for a storage",
    says: "A download from another host is signed like a request to the API.",
    test: test("exports/exports"),
    edits: [
      {
        file: core("http/client.ts"),
        find: "const isSigned = !this.#origins.isUnsigned(request.url);",
        replace: "const isSigned = true;",
      },
    ],
  },
  {
    name: "an export whose windows move",
    says: "A later attempt makes windows of its own, so that the job under way is for none of them.",
    test: test("exports/export-windows"),
    edits: [
      {
        file: core("cursors/export-cursor.ts"),
        find: "this.#innerAt(startedMs).start({ ...start, startedMs,",
        replace: "this.#innerAt(start.startedMs).start({ ...start,",
      },
    ],
  },
  {
    name: "a POST page that looks like a repeat",
    says: "Requests are compared by their address, so the second page of a search is taken for the first.",
    test: test("streams/search"),
    edits: [{ file: core("streams/repeat-guard.ts"), find: "body === undefined ? [] :", replace: "true ? [] :" }],
  },
  {
    name: "a resume token in the wrong place",
    says: "A saved token is sent in the query, although the API takes it in the body.",
    test: test("streams/search"),
    edits: [
      {
        file: core("streams/page-fetcher.ts"),
        find: "applyChange(first, parameter.with(token))",
        replace: "applyChange(first, { query: { [parameter.name]: token } })",
      },
    ],
  },
  {
    name: "a redirect that changes a search",
    says: "A POST follows a 301, whose target expects a GET.",
    test: test("http/methods"),
    edits: [
      { file: core("http/origins.ts"), find: 'request.method === "GET" || status === 307', replace: "status >= 300" },
    ],
  },
  {
    name: "a key with a dot taken for a path",
    says: "The names of a path are split again at their dots.",
    test: test("http/body-change"),
    edits: [
      {
        file: core("http/body-change.ts"),
        find: 'if (typeof path !== "string") return path;',
        replace: 'if (typeof path !== "string") return path.flatMap((name) => name.split("."));',
      },
    ],
  },
  {
    name: "credentials to any base URL of a stream",
    says: "An origin that the source does not list gets signed requests.",
    test: test("source/requests"),
    edits: [
      {
        file: core("http/origins.ts"),
        find: "const isKnown = this.#signed.includes(origin)",
        replace: "const isKnown = true",
      },
    ],
  },
  {
    name: "a cursor that moves back",
    says: "The highest time of this run is saved, although an earlier run saved a later one.",
    connector: "hellobaton",
    edits: [
      {
        file: core("cursors/watermark.ts"),
        find: "ms > (this.savedMs ?? Number.NEGATIVE_INFINITY) ?",
        replace: "ms > Number.NEGATIVE_INFINITY ?",
      },
    ],
  },
  {
    name: "an incremental read that begins too late",
    says: "A day after the saved state, so that newer records are never read.",
    connector: "persistiq",
    edits: [
      {
        file: core("cursors/time-filter.ts"),
        find: "this.changesFrom(fromMs, startedMs));\n  }\n\n  /** A state of another tool",
        replace: "this.changesFrom(savedMs + 86_400_000, startedMs));\n  }\n\n  /** A state of another tool",
      },
    ],
  },
  {
    name: "a newest-first read that ends too early",
    says: "It stops a day before it comes to the records that the state covers.",
    connector: "vitally",
    edits: [
      {
        file: core("cursors/descending.ts"),
        find: "later(savedMs, this.lookback, -1)",
        replace: "savedMs + 86_400_000",
      },
    ],
  },
  {
    name: "a state that is never written",
    says: "Incremental reads do not save how far they came.",
    connector: "persistiq",
    edits: [
      {
        file: core("streams/stream-state.ts"),
        find: "this.#save(slice, run.nextState())",
        replace: "this.#save(slice, this.#cursor instanceof ResumableFullRefresh ? run.nextState() : undefined)",
      },
    ],
  },
  {
    name: "no state at all",
    says: "No stream writes one, at any time.",
    connector: "persistiq",
    edits: [
      {
        file: core("runner/read-stream.ts"),
        find: "    if (writer.lastState(name) === undefined || writer.uncovered(name) > 0) await",
        replace: "    if (false) await",
      },
      {
        file: core("runner/read-stream.ts"),
        find: "      if (batch.state !== undefined) await",
        replace: "      if (false) await",
      },
    ],
  },
  {
    name: "a secret in a log line",
    says: "The log shows the signed URL, and nothing masks it.",
    connector: "hellobaton",
    edits: [
      {
        file: core("http/client.ts"),
        find: "observer.requestSent(stream, endpointOf(request));",
        replace: `
          const loud = await authenticator.authenticate(request);
          observer.requestSent(stream, \`\${endpointOf(request)} \${JSON.stringify(loud.query)}\`);`,
      },
      {
        file: core("runner/run.ts"),
        find: "  if (isJsonObject(input)) secrets.add(...secretsIn(source.settings, input));\n",
        replace: "",
      },
    ],
  },
  {
    name: "exit 0 after a failed stream",
    says: "The exit status hides that records are missing.",
    connector: "persistiq",
    edits: [
      {
        file: core("runner/read.ts"),
        find: "return report.failed || report.allSkipped ? 1 : 0;",
        replace: "return 0;",
      },
    ],
  },
  {
    name: "a slice skipped by a web page with 403",
    says: "A gateway's refusal counts as one of the API, so that records are missing after exit 0.",
    test: test("streams/slices"),
    edits: [{ file: core("streams/http-stream.ts"), find: "return isJson(response);", replace: "return true;" }],
  },
  {
    name: "a parent skipped that was read in part",
    says: "A refusal after the first page leaves out the other pages, and the part looks complete.",
    test: test("streams/slices"),
    edits: [
      {
        file: core("streams/stream-reader.ts"),
        find: "if (skip === undefined || pages > 0 || this.#stats.lastRead === parent) throw error;",
        replace: "if (skip === undefined) throw error;",
      },
    ],
  },
  {
    name: "pages counted by what a stream keeps",
    says: "A page of which nothing is kept ends a numbered list.",
    test: test("streams/keep-and-map"),
    edits: [
      {
        file: core("streams/page-fetcher.ts"),
        find: "        recordCount: count,",
        replace: "        recordCount: keptAndMapped(this.#stream, sent, this.#list.slice).count,",
      },
    ],
  },
  {
    name: "a total of kept records",
    says: "Records that a stream leaves out are taken for missing.",
    test: test("streams/keep-and-map"),
    edits: [
      {
        file: core("streams/slice-reader.ts"),
        find: "sent === records ? own : withFields(sent, this.#parentFields)",
        replace: "own",
      },
    ],
  },
  {
    name: "a map that writes all fields again",
    says: "Numbers and escapes of fields that it does not change are not those of the API.",
    test: test("streams/rewrite"),
    edits: [
      {
        file: core("streams/rewrite.ts"),
        find: "if (isDeepStrictEqual(changed, value)) return text;",
        replace: "",
      },
    ],
  },
  {
    name: "a missing list in one of many",
    says: "A group without its list of records is passed over.",
    test: test("streams/record-list"),
    edits: [
      {
        file: core("http/extract-matches.ts"),
        find: "return this.#path.mayBeMissing ? NOTHING : undefined;",
        replace: "return NOTHING;",
      },
    ],
  },
  {
    name: "a short page although the server caps its pages",
    says: "A list whose pages are smaller than requested ends at its first page.",
    test: test("pagination/caps"),
    edits: [{ file: core("pagination/short-page.ts"), find: " && !mayBeCap(recordCount)", replace: "" }],
  },
  {
    name: "the end of a list at a cap",
    says: "A list of which the API shows the first records only is taken for complete.",
    test: test("pagination/caps"),
    edits: [{ file: core("streams/list-cap.ts"), find: "if (this.#count >= records) return true;", replace: "" }],
  },
  {
    name: "records at the seam of a cap, twice",
    says: "A list that is read on after its cap writes its last records again.",
    test: test("pagination/caps"),
    edits: [
      {
        file: core("streams/list-cap.ts"),
        find: "return dedupe || paginator.cap?.restart !== undefined;",
        replace: "return dedupe;",
      },
    ],
  },
  {
    name: "a Link header that cannot be read",
    says: "It is taken for the end of the list.",
    test: test("pagination/web-link"),
    edits: [
      { file: core("pagination/link-header.ts"), find: "if (isWhole) return undefined;", replace: "return undefined;" },
    ],
  },
  {
    name: "a flag without a token",
    says: "A list that reports more records ends, because its token is missing.",
    test: test("pagination/options"),
    edits: [
      {
        file: core("pagination/flag.ts"),
        find: "if (change !== undefined || flag !== true) return change;",
        replace: "return change;",
      },
    ],
  },
  {
    name: "pages counted after a stream's filter",
    says: "A page of which `records()` keeps nothing ends the list.",
    test: test("streams/counts"),
    edits: [
      {
        file: core("streams/record-path.ts"),
        find: "return { ...extracted, count: sentCount(extracted.around, recordsAt) ?? extracted.count };",
        replace: "return extracted;",
      },
    ],
  },
  {
    name: "a missing hasMore flag taken for the end",
    says: "A misspelt path ends each list at its first page.",
    test: test("streams/counts"),
    edits: [
      {
        file: core("pagination/flag.ts"),
        find: "return isParentNull(body, at) ? false : undefined;",
        replace: "return false;",
      },
    ],
  },
  {
    name: "an empty page whose token leads to itself",
    says: "The end of such a list is taken for a page that repeats, so the stream fails.",
    test: test("streams/counts"),
    edits: [
      {
        file: core("streams/page-fetcher.ts"),
        find: "return page.recordCount === 0 && identityOf(next) === identityOf(page.request) ? undefined : next;",
        replace: "return next;",
      },
    ],
  },
  {
    name: "an error rule whose conditions are alternatives",
    says: "A rule for a status and a text hides every reply with that status.",
    test: test("streams/skips"),
    edits: [
      {
        file: core("http/reply-conditions.ts"),
        find: "if (mayBeRecords || !body.test(reply.text)) return false;",
        replace: "if (mayBeRecords || (conditions.status === undefined && !body.test(reply.text))) return false;",
      },
    ],
  },
  {
    name: "a skip by a gateway's page",
    says: "A rule to skip is not asked whether the reply is the API's own.",
    test: test("streams/skips"),
    edits: [
      {
        file: core("http/judge.ts"),
        find: "if (found === undefined || isFor(exchange, found.action))",
        replace: "if (found !== undefined)",
      },
    ],
  },
  {
    name: "a skipped stream that claims to be complete",
    says: "A destination that replaces the table empties it.",
    test: test("runner/skipped-streams"),
    edits: [
      {
        file: core("runner/read-stream.ts"),
        find: 'await status("INCOMPLETE");',
        replace: 'await status(report.outcome === "skipped" ? "COMPLETE" : "INCOMPLETE");',
      },
    ],
  },
  {
    name: "all streams refused and exit 0",
    says: "A run in which each stream is skipped looks like an empty account.",
    test: test("runner/skipped-streams"),
    edits: [
      {
        file: core("runner/read.ts"),
        find: "return report.failed || report.allSkipped ? 1 : 0;",
        replace: "return report.failed ? 1 : 0;",
      },
    ],
  },
  {
    name: "the child of a skipped stream as an empty one",
    says: "A parent that is skipped as a whole has no records for its children.",
    test: test("streams/skips"),
    edits: [
      {
        file: core("streams/shared-read.ts"),
        find: "    await this.#end;",
        replace: `
          await this.#end.catch((error: unknown) => {
            if (!(error instanceof Error && error.name === "SkippedError")) throw error;
          });`,
      },
    ],
  },
  {
    name: "a state in camelCase ignored",
    says: "A state from Airbyte's UI or API is not found, so everything is read again.",
    test: test("protocol/state"),
    edits: [
      { file: core("protocol/state.ts"), find: "[PROTOCOL_NAMES[name] ?? name, value]", replace: "[name, value]" },
    ],
  },
  {
    name: "a rotated refresh token used before it is saved",
    says: "A crash in between loses the only refresh token that is valid.",
    test: test("auth/oauth-refresh"),
    edits: [
      {
        file: core("auth/oauth-refresh.ts"),
        find: "if (changes !== undefined) await saveSettings?.(changes);",
        replace: "if (changes !== undefined) void saveSettings?.(changes);",
      },
    ],
  },
  {
    name: "a token for each request that waits for one",
    says: "Streams that begin at once use up each other's refresh token.",
    test: test("auth/token-auth"),
    edits: [
      {
        file: core("auth/token-auth.ts"),
        find: "this.#pending ??= this.#fetched()",
        replace: "this.#pending = this.#fetched()",
      },
    ],
  },
  {
    name: "a token renewed again by a late refusal",
    says: "A request that was signed with the token before throws the new one away.",
    test: test("auth/token-auth"),
    edits: [
      {
        file: core("auth/token-auth.ts"),
        find: "if (refused === undefined || refused !== this.#current) return true;",
        replace: "if (refused === undefined) return true;",
      },
    ],
  },
  {
    name: "a token that worked and counts as wrong",
    says: "A request whose second token expired meanwhile fails, though a new one would work.",
    test: test("auth/token-auth"),
    edits: [
      {
        file: core("auth/token-auth.ts"),
        find: "if (isSecond && refused?.isAccepted !== true) {",
        replace: "if (isSecond) {",
      },
    ],
  },
  {
    name: "a token that expired during a rate limit",
    says: "The request is signed with it all the same.",
    test: test("auth/token-auth"),
    edits: [
      {
        file: core("auth/token-auth.ts"),
        find: "return held !== undefined && this.context.clock.monotonicMs() < held.renewAtMs;",
        replace: "return held !== undefined;",
      },
    ],
  },
  {
    name: "tokens of an error that are not masked",
    says: "The token endpoint refuses, and its words with a token in them reach the log.",
    test: test("runner/tokens"),
    edits: [{ file: core("http/exchange-client.ts"), find: "maskTokens(request, response, mask);", replace: "" }],
  },
  {
    name: "credentials that follow a redirect to another host",
    says: "The token endpoint sends them wherever it likes.",
    test: test("http/exchange-client"),
    edits: [
      {
        file: core("http/exchange-client.ts"),
        find: "if (isAllowed && isSameOrigin) return applyChange(request, { url: location });",
        replace: "if (isAllowed && to !== undefined) return { ...request, url: to.href };",
      },
    ],
  },
  {
    name: "a check that uses up a refresh token for each of its steps",
    says: "The second step is refused, because the first one has used it up.",
    test: test("runner/tokens"),
    edits: [
      {
        file: core("source/source.ts"),
        find: "this.#signers.get(config) ?? {",
        replace: "{",
      },
    ],
  },
  {
    name: "a rotated token used before it is saved",
    says: "The promise resolves before the pipe has taken the CONTROL message, so a crash loses the token.",
    test: test("runner/settings-saver"),
    edits: [
      {
        file: core("runner/settings-saver.ts"),
        find: "saved = saved.then(() => writer.send(connectorConfig(config, clock.now())));",
        replace: "void writer.send(connectorConfig(config, clock.now()));",
      },
    ],
  },
  {
    name: "a rotated token masked in its CONTROL message",
    says: "Members of the config that are called like a free text are masked.",
    test: test("runner/settings-saver"),
    edits: [{ file: core("runner/format.ts"), find: '"STATE", "CONTROL"]', replace: '"STATE"]' }],
  },
  {
    name: "a pasted token overwritten",
    says: "A setting that a user changed in the file during a run is replaced.",
    test: test("runner/config-file"),
    edits: [
      {
        file: core("runner/config-file.ts"),
        find: "|| conflicts.length > 0) throw",
        replace: ") throw",
      },
    ],
  },
];
