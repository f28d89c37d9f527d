/** Mistakes that the author of a connector may make. Each `find` is in its file exactly once. */
import type { Defect } from "./defect.js";

const persistiq = (file: string) => `connectors/source-persistiq/src/${file}`;
const vitally = (file: string) => `connectors/source-vitally/src/${file}`;
const configcat = (file: string) => `connectors/source-configcat/src/${file}`;

const NEXT_PAGE = 'return { query: { page: Number(request.query["page"] ?? 1) + 1 } };';

export const connectorDefects: readonly Defect[] = [
  {
    name: "stops after page one",
    says: "The paginator takes each page for the last one.",
    connector: "persistiq",
    edits: [{ file: persistiq("pages.ts"), find: NEXT_PAGE, replace: "return undefined;" }],
  },
  {
    name: "repeats a page forever",
    says: "The next page is the one that was just read.",
    connector: "persistiq",
    edits: [{ file: persistiq("pages.ts"), find: NEXT_PAGE, replace: NEXT_PAGE.replace("+ 1", "+ 0") }],
  },
  {
    name: "A-B-A cursor",
    says: "The page after the second is the first.",
    connector: "persistiq",
    edits: [{ file: persistiq("pages.ts"), find: NEXT_PAGE, replace: NEXT_PAGE.replace("+ 1", "% 2 + 1") }],
  },
  {
    name: "drops a filter on page two",
    says: "Requests from the second page on do not say which of two lists they mean.",
    connector: "vitally",
    edits: [
      {
        file: vitally("cursor-pages.ts"),
        find: "return page.recordCount === 0 ? undefined : this.#cursor.next(page);",
        replace: `
          const change = page.recordCount === 0 ? undefined : this.#cursor.next(page);
          return change && { query: { ...change.query, target: undefined } };`,
      },
    ],
  },
  {
    name: "drops the archive filter on page two",
    says: "Requests from the second page on do not say whether they mean live or archived records.",
    connector: "vitally",
    edits: [
      {
        file: vitally("cursor-pages.ts"),
        find: "return page.recordCount === 0 ? undefined : this.#cursor.next(page);",
        replace: `
          const change = page.recordCount === 0 ? undefined : this.#cursor.next(page);
          return change && { query: { ...change.query, archived: undefined } };`,
      },
    ],
  },
  {
    name: "drops the filter by time on page two",
    says: "The second page is that of the list without the filter.",
    connector: "persistiq",
    edits: [
      {
        file: persistiq("pages.ts"),
        find: NEXT_PAGE,
        replace: NEXT_PAGE.replace("{ page", "{ start_at: undefined, end_at: undefined, page"),
      },
    ],
  },
  {
    name: "drops the auth on page two",
    says: "Only first pages are signed.",
    connector: "persistiq",
    edits: [
      {
        file: persistiq("key-auth.ts"),
        find: '    super({ header: "x-api-key", key });\n  }\n',
        replace: `
            super({ header: "x-api-key", key });
          }

          override authenticate(request: Parameters<ApiKeyHeaderAuth["authenticate"]>[0]) {
            return Number(request.query["page"] ?? 1) > 1 ? request : super.authenticate(request);
          }
        `,
      },
    ],
  },
  {
    name: "a key that is not unique",
    says: "A member of two products is two records, but the key names the user alone.",
    connector: "configcat",
    edits: [{ file: configcat("streams/product-members.ts"), find: '["productId", "userId"]', replace: '["userId"]' }],
  },
  {
    name: "a key that is not unique, and hides records",
    says: "The same in a stream that emits each key once: all records but the first are lost.",
    connector: "persistiq",
    edits: [
      {
        file: persistiq("streams/campaign-leads.ts"),
        find: '  override readonly recordsAt = "campaign_leads";',
        replace: `
          override readonly primaryKey = ["campaign_id"];
          override readonly recordsAt = "campaign_leads";`,
      },
    ],
  },
  {
    name: "a field missing in the schema",
    says: "The API sends it, the catalog does not list it.",
    connector: "persistiq",
    edits: [{ file: persistiq("shapes.ts"), find: "  bounced: s.boolean,\n", replace: "" }],
  },
  {
    name: "a field missing in an object of the schema",
    says: "The same one level down.",
    connector: "persistiq",
    edits: [{ file: persistiq("shapes.ts"), find: "    prospects_bounced: s.integer,\n", replace: "" }],
  },
  {
    name: "a wrong type",
    says: "The catalog calls a number a string.",
    connector: "persistiq",
    edits: [{ file: persistiq("shapes.ts"), find: "sent_count: s.integer,", replace: "sent_count: s.string," }],
  },
  {
    name: "a parent id not added",
    says: "A child's record does not have its parent's id.",
    connector: "persistiq",
    edits: [
      {
        file: persistiq("streams/campaign-replies.ts"),
        find: '  override readonly addParentFields = ["campaign_id"];\n',
        replace: "",
      },
    ],
  },
];
