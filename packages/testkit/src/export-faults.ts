import type { FakeReply } from "./exchange.js";
import type { ExportStep } from "./export-log.js";
import { type FaultCase, of } from "./fault-case.js";
import { bytesOf, inPlaceOf } from "./reply-body.js";

const NO_WORD = "its jobStatus knows no word for it";
const NO_PART = "it has no parts here";
const ACCEPTED = "its decoder takes half a file for a whole one";

/** The faults of exports, each at the step that it concerns. */
export const EXPORT_FAULTS: readonly FaultCase[] = of("exports", [
  {
    name: "the export job fails",
    outcomes: ["recovered"],
    notApplicable: NO_WORD,
    reply: ({ export: exchange }) => exchange?.failed,
  },
  {
    name: "the export job fails, forever",
    outcomes: ["transient_error"],
    notApplicable: NO_WORD,
    lasts: true,
    reply: ({ export: exchange }) => exchange?.failed,
  },
  {
    name: "the export job never ends",
    outcomes: ["transient_error"],
    notApplicable: NO_WORD,
    lasts: true,
    reply: ({ export: exchange }) => exchange?.running,
  },
  { ...at("status", "the export job is gone", { status: 410, json: { error: "gone" } }), outcomes: ["recovered"] },
  { ...at("part", "a part is missing", { status: 404, text: "no such file" }), status: 404, lasts: true },
  {
    ...at("part", "a link to a part has expired", { status: 403, text: "expired" }),
    outcomes: ["recovered", "system_error"], // new links are asked for; some APIs give the same ones again
    status: 403,
  },
  {
    name: "a part is cut",
    outcomes: ["system_error", "transient_error"],
    notApplicable: ACCEPTED,
    reply: async ({ genuine, export: exchange, paging }) => {
      const bytes = bytesOf(genuine);
      const half = bytes.subarray(0, bytes.length / 2);
      return exchange?.step !== "part" || (await paging.accepts(half)) ? undefined : { ...genuine, bytes: half };
    },
  },
]);

function at(step: ExportStep, name: string, reply: FakeReply): FaultCase {
  return {
    name,
    outcomes: ["system_error"],
    notApplicable: NO_PART,
    reply: ({ genuine, export: exchange }) => (exchange?.step === step ? inPlaceOf(genuine, reply) : undefined),
  };
}
