/** The words that `npm run check` refuses, and what to write instead. docs/reference/glossary.md explains the preferred terms. */

export interface Word {
  /** Matched against each line without regard to case. In an identifier each part counts: `toldOnce` is "told once". */
  readonly pattern: string;
  readonly preferred: string;
  /** Files that must have the word, e.g. because they read what an earlier version wrote. */
  readonly allowedIn?: readonly string[];
  /** For the test: a line that is refused, and one that is not. */
  readonly refused: string;
  readonly accepted: string;
}

export const WORDS: readonly Word[] = [
  // because, not, must
  {
    pattern: ", for (it|they|he|she|there|that|what|who|nobody|nothing)\\b",
    preferred: "because",
    refused: "The read ends, for nothing would change.",
    accepted: "The read ends because nothing would change, for a reason that the log has.",
  },
  {
    pattern: "\\bfor who(ever)?\\b",
    preferred: "for those who",
    refused: "What is under way, for who watches.",
    accepted: "The progress, for users who watch.",
  },
  {
    pattern: "(?<!\\bthere )\\b(is|are|was|were) no (?!longer|more|less|such|other|way)[a-z]+",
    preferred: "is not",
    refused: "The file is no JSON.",
    accepted: "The file is not JSON, and there is no other; it is no longer read.",
  },
  {
    pattern: "\\b(is|are|was|were) to be\\b",
    preferred: "must be, should be or will be",
    refused: "The file is to be read.",
    accepted: "The file must be read, as it seems to be.",
  },
  // verbs of place for state
  {
    pattern: "\\b(go|goes|going|gone|went) on\\b",
    preferred: "continue or resume",
    refused: "The sync goes on from the last state.",
    accepted: "The sync resumes from the last state, and the reply goes to one stream.",
  },
  {
    pattern: "\\b(lie|lies|lay) (in|at|on|before|between|there|aside)\\b",
    preferred: "is in",
    refused: "The state lies in the table.",
    accepted: "The state is in the table.",
  },
  {
    pattern: "\\b(stand|stands|stood) (in|at|on|there|below|above|behind|before|by)\\b",
    preferred: "is in or follows",
    refused: "The number stands in the first line.",
    accepted: "The number is in the first line, and a stand-in follows.",
  },
  {
    pattern: "\\bin the place of\\b",
    preferred: "instead of",
    refused: "A view is in the place of the table.",
    accepted: "There is a view instead of the table.",
  },
  {
    pattern: "\\b(hang|hangs|hung) on\\b",
    preferred: "depends on",
    refused: "A view hangs on the column.",
    accepted: "A view depends on the column.",
  },
  {
    pattern: "\\bat rest\\b",
    preferred: "unchanged",
    refused: "Try again when the list is at rest.",
    accepted: "Try again when the list does not change.",
  },
  // quaint words
  {
    pattern: "\\baside\\b",
    preferred: "staging or separately",
    refused: "asideOf(table)",
    accepted: "stagingOf(table)",
  },
  { pattern: "\\banew\\b", preferred: "again", refused: "The file is written anew.", accepted: "The file is new." },
  {
    pattern: "\\bbeside\\b",
    preferred: "next to or in addition to",
    refused: "One failing stream beside whole ones.",
    accepted: "One failing stream; besides, others.",
  },
  {
    pattern:
      "\\b(hence|whence|thence|whither|thither|thereby|therein|thereof|thereupon|whereupon|wherein|lest|albeit)\\b",
    preferred: "so, where or from there",
    refused: "The lock is removed, thereby the next sync can start.",
    accepted: "The lock is removed, so the next sync can start; therefore nothing waits.",
  },
  {
    pattern: "\\b(dear|dearer|dearest)\\b",
    preferred: "expensive",
    refused: "A check that is dear.",
    accepted: "A check that is expensive.",
  },
  {
    pattern: "\\b(odd|oddly|oddity|oddities)\\b",
    preferred: "unusual, invalid or mismatched",
    refused: "A field with an odd name.",
    accepted: "A field with an unusual name.",
  },
  { pattern: "\\briddles?\\b", preferred: "mismatch", refused: "const riddle = 1;", accepted: "const mismatch = 1;" },
  {
    pattern: "\\bmend(s|ed|ing)?\\b",
    preferred: "fix or repair",
    refused: "The user can mend it.",
    accepted: "The user can fix it, by an amendment that we recommend.",
  },
  {
    pattern: "\\b(tell|tells|told|telling)\\b",
    preferred: "say, report or distinguish",
    refused: "const wasTold = telling;",
    accepted: "const wasReported = true;",
  },
  {
    pattern: "\\bmakes? no sense\\b",
    preferred: "is invalid",
    refused: "The command line makes no sense.",
    accepted: "Invalid usage.",
  },
  {
    pattern: "\\bsays? nothing\\b",
    preferred: "is empty or unreadable",
    refused: "The lock says nothing.",
    accepted: "The lock is unreadable.",
  },
  {
    pattern: "\\b(loaded|answered|arrived?s?|came|complete|read|kept|written|ends?) whole\\b",
    preferred: "completely",
    refused: "The reply had not answered whole.",
    accepted: "The reply was not complete, and the whole list was read.",
  },
  {
    pattern: "\\b(?:hold|holds|held) \\S+( \\S+)? against\\b",
    preferred: "compare",
    refused: "Holds a schema against the table.",
    accepted: "Compares a schema with the table, and holds a lock.",
  },
  {
    pattern: "\\bwhat (came|comes|was meant)\\b",
    preferred: "a noun, e.g. the records that were read",
    refused: "Compares what came with the total.",
    accepted: "Compares the records with the total.",
  },
  {
    pattern: "\\b(a|the) persons?\\b",
    preferred: "user",
    refused: "A column that a person added.",
    accepted: "A column that a user added, for personal use.",
  },
  {
    pattern: "\\bfor ever\\b",
    preferred: "forever",
    refused: "It waits for ever.",
    accepted: "It waits forever, for every stream.",
  },
  {
    pattern: "\\b(speaks?|spoke) for\\b",
    preferred: "covers",
    refused: "A state that speaks for all streams.",
    accepted: "A state that covers all streams, and speaks the protocol.",
  },
  {
    pattern: "\\b(fail|fails|failed|refused|said|says) in words\\b",
    preferred: "with a reason",
    refused: "It fails in words.",
    accepted: "It fails with a reason, in other words.",
  },
  {
    pattern: "\\bas (it|they) came\\b",
    preferred: "unchanged",
    refused: "Values are kept as they came.",
    accepted: "Values are kept unchanged.",
  },
  {
    pattern: "\\b(what|whatever) becomes? of\\b",
    preferred: "what happens to",
    refused: "What becomes of each stream.",
    accepted: "What happens to each stream, and becomes a table.",
  },
  // terms of the field
  {
    pattern: "\\bwalk(s|ed|ing)?\\b",
    preferred: "read, pagination or traverse",
    refused: "The list is walked page by page.",
    accepted: "The list is read page by page, as in a walkthrough.",
  },
  {
    pattern: "\\btall(y|ies)\\b",
    preferred: "total check",
    refused: "class Tally {}",
    accepted: "class TotalCheck {}",
  },
  {
    pattern: "\\b(land|lands|landed|landing)\\b",
    preferred: "load",
    allowedIn: [
      "packages/sync/src/destinations/files/former-manifest.ts",
      "packages/sync/src/destinations/sql/runs.ts",
    ],
    refused: "The stream lands in a table.",
    accepted: "The stream is loaded into a table on an island.",
  },
  {
    pattern: "\\bripen(s|ed)?\\b",
    preferred: "flush if full",
    refused: "buffer.ripen();",
    accepted: "buffer.flushIfFull();",
  },
  {
    pattern: "\\bmisfits?\\b",
    preferred: "type mismatch",
    refused: "interface Misfit {}",
    accepted: "interface TypeMismatch {}",
  },
  { pattern: "\\bledgers?\\b", preferred: "state store", refused: "class Ledger {}", accepted: "class StateStore {}" },
  {
    pattern: "\\bworkshops?\\b",
    preferred: "staging",
    allowedIn: ["connectors/source-hellobaton/fake/account-task-parts.ts"],
    refused: "class Workshop {}",
    accepted: "class Staging {}",
  },
  {
    pattern: "\\bsurroundings\\b",
    preferred: "context or environment",
    refused: "interface Surroundings {}",
    accepted: "interface RunContext {}",
  },
  {
    pattern: "\\blookaheads?\\b",
    preferred: "prefetch",
    refused: "class Lookahead {}",
    accepted: "class PrefetchBudget {}",
  },
  {
    pattern: "\\b(hasty|patien(t|ce))\\b",
    preferred: "interactive or retry policy",
    refused: "const PATIENT = 10;",
    accepted: "const SYNC_RETRIES = 10;",
  },
  { pattern: "\\bfates?\\b", preferred: "failure type", refused: "type Fate = 1;", accepted: "type FailureType = 1;" },
];
