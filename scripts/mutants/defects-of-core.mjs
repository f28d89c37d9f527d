/** Mistakes in the SDK that a connector's suite must notice too. Each `find` is in its file exactly once. */
const core = (file) => `packages/core/src/${file}`;

export const coreDefects = [
  {
    name: "a state ahead of its records",
    says: "A page's state goes out before its records.",
    connector: "vitally",
    edits: [
      {
        file: core("runner/read-stream.ts"),
        find: "      await this.#records(upTo(",
        replace: `
          if (batch.state !== undefined) await this.#send(batch.state);
          await this.#records(upTo(`,
      },
    ],
  },
  {
    name: "a state ahead of its slice",
    says: "A slice counts as done with its first page.",
    connector: "persistiq",
    edits: [
      {
        file: core("streams/full-refresh.ts"),
        find: "    let left = this.#queries.length;\n",
        replace: `
          if (slice !== ROOT) keep(COMPLETE_STATE);
          let left = this.#queries.length;
        `,
      },
    ],
  },
  {
    name: "a cursor that moves back",
    says: "The highest time of this run is saved, though an earlier run had saved a later one.",
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
    says: "A day after the saved state, so that what came meanwhile is never read.",
    connector: "persistiq",
    edits: [
      {
        file: core("cursors/date-window.ts"),
        find: "this.#windows(savedMs - overlapMs, startedMs)",
        replace: "this.#windows(savedMs + 86_400_000, startedMs)",
      },
    ],
  },
  {
    name: "a newest-first read that ends too early",
    says: "It stops a day before it comes to what the state covers.",
    connector: "vitally",
    edits: [
      {
        file: core("cursors/newest-first.ts"),
        find: "(mark.savedMs ?? Number.NEGATIVE_INFINITY) - this.lookbackMs",
        replace: "(mark.savedMs ?? Number.NEGATIVE_INFINITY) + 86_400_000",
      },
    ],
  },
  {
    name: "a state that is never written",
    says: "Incremental reads end without a word on how far they came.",
    connector: "persistiq",
    edits: [
      {
        file: core("streams/incremental.ts"),
        find: "this.#state = pass.walked() ?? this.#state;",
        replace: "pass.walked();",
      },
    ],
  },
  {
    name: "no state at all",
    says: "No stream writes one, at any time.",
    connector: "persistiq",
    edits: [
      { file: core("runner/read-stream.ts"), find: "    await output.lastState();\n", replace: "" },
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
          const signed = await authenticator.authenticate(request);
          observer.requestSent(stream, \`\${endpointOf(request)} \${JSON.stringify(signed.query)}\`);`,
      },
      {
        file: core("runner/run.ts"),
        find: "writer.redactWith(redactor(secretsIn(source.config, input)));",
        replace: "redactor(secretsIn(source.config, input));",
      },
    ],
  },
  {
    name: "exit 0 after a failed stream",
    says: "The status does not tell that something is missing.",
    connector: "persistiq",
    edits: [{ file: core("runner/read.ts"), find: "return report.failed ? 1 : 0;", replace: "return 0;" }],
  },
];
