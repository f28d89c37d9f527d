import type { AuthDesign } from "./auth.js";
import type { CursorDesign } from "./cursor.js";
import type { Expression, Template, Value } from "./expression.js";
import type { PagingDesign } from "./paging.js";
import type { FieldDesign, SettingDesign } from "./schema.js";

/** All that is known of a connector before its files are written: what an importer makes, and the writer reads. */
export interface Design {
  /** As in `source-NAME`: lower-case letters, digits and single dashes. */
  readonly name: string;
  /** As people write it. */
  readonly title: string;
  /** Scheme, host and port, without a path. */
  readonly baseUrl: Template;
  readonly documentationUrl: string;
  readonly settings: readonly SettingDesign[];
  readonly auth: AuthDesign;
  /** Other ways to sign, for streams that name one in `signedBy`. */
  readonly authenticators?: Readonly<Record<string, AuthDesign>>;
  /** Headers of every request. */
  readonly headers?: Readonly<Record<string, Value>>;
  /** Other origins that get the credentials, for streams with a base URL of their own. */
  readonly origins?: readonly Template[];
  /** A safe guess by default: 4 at once and 60 a minute. */
  readonly limits?: { readonly concurrency: number; readonly requestsPerMinute: number };
  /** Rules for all streams. */
  readonly errors?: readonly ErrorRuleDesign[];
  /** The streams; children follow their parent. */
  readonly streams: readonly StreamDesign[];
  /** The stream whose first page verifies the credentials; the first one without a parent by default. */
  readonly probe?: string;
  /** Lines for the head of the README, e.g. where the facts come from and under which license. */
  readonly notices?: readonly string[];
}

export interface StreamDesign {
  /** In snake case, or as an existing connector calls it. */
  readonly name: string;
  readonly description: string;
  /** True for a parent that is not a stream of its own: its class is written, but not listed. */
  readonly isHidden?: boolean;
  readonly method?: "GET" | "POST";
  /** Below the base URL, without a slash in front; expressions are encoded as one path segment. */
  readonly path: Template;
  /** True where the values of the path's expressions have slashes of their own, so that they are not encoded. */
  readonly isPathRaw?: boolean;
  /** Where it is not the source's. */
  readonly baseUrl?: Template;
  /** The name of one of `authenticators`, if it is not signed as the source is. */
  readonly signedBy?: string;
  readonly query?: Readonly<Record<string, Value>>;
  readonly headers?: Readonly<Record<string, Value>>;
  readonly body?: { readonly as: "json" | "form" | "text"; readonly content: Value };
  /** A GraphQL document, for a `GraphQlStream`; its variables are the `content` of the body. */
  readonly document?: string;
  /** A record path of core: `""`, `data.items`, `data?`, `data??`, `groups.*.rows`; or `wholeBody`. */
  readonly recordsAt: string | typeof WHOLE_BODY;
  readonly fields: readonly FieldDesign[];
  /** The fields of the primary key; none if no field identifies a record. */
  readonly key: readonly string[];
  readonly paging: PagingDesign;
  readonly cursor?: CursorDesign;
  /** How it is partitioned; one slice by default. */
  readonly slicing?: SlicingDesign;
  readonly addParentFields?: readonly string[];
  /** A condition on `record` and `slice`. */
  readonly keep?: Expression;
  /** The statements of `map(record, slice)`, which end with a `return`. */
  readonly map?: Expression;
  readonly errors?: readonly ErrorRuleDesign[];
  /** A decoder of core, e.g. `gzip(csv())`. */
  readonly decode?: Expression;
  readonly dedupe?: boolean;
  readonly sequentialSlices?: boolean;
  /** Whole members of the class, e.g. a method that throws with what an author has to write. */
  readonly members?: readonly Expression[];
  /** What an author has to add or check by hand, one sentence each. */
  readonly todos?: readonly string[];
}

/** The whole body is the record. */
export const WHOLE_BODY = Symbol("whole body");

/** How a stream is partitioned. */
export type SlicingDesign =
  /** One slice for each record of the parent: slice value → dotted path in the parent's record. */
  | {
      readonly kind: "parent";
      readonly stream: string;
      readonly values: Readonly<Record<string, string>>;
      /** Values of the parent's slice, which have the same names here. */
      readonly parentSlice?: readonly string[];
      /** A condition on the parent's `record`. */
      readonly keep?: Expression;
    }
  /** One slice for each value; an expression must be an array. */
  | { readonly kind: "list"; readonly as: string; readonly values: readonly (string | number)[] | Expression }
  /** All combinations. */
  | { readonly kind: "product"; readonly of: readonly SlicingDesign[] }
  /** Those of one, then those of the next. */
  | { readonly kind: "union"; readonly of: readonly SlicingDesign[] }
  /** The statements of `async *slices()`. */
  | { readonly kind: "code"; readonly code: Expression };

/** A rule of core: `when(conditions).action`. */
export interface ErrorRuleDesign {
  readonly status?: number | readonly number[];
  /** The source of a regular expression, with flags. */
  readonly body?: { readonly pattern: string; readonly flags?: string };
  readonly at?: string;
  readonly is?: string | number | boolean | null | readonly (string | number | boolean | null)[];
  /** Values at several paths. */
  readonly values?: Readonly<Record<string, string | number | boolean | null>>;
  readonly header?: Readonly<Record<string, string>>;
  readonly action:
    | { readonly does: "retry"; readonly afterMs?: number }
    | { readonly does: "rateLimit"; readonly afterMs?: number | Expression }
    | { readonly does: "accept" }
    | { readonly does: "skip"; readonly text: string; readonly wholeStream?: boolean }
    | { readonly does: "fail"; readonly kind: "config" | "transient" | "system"; readonly text: string };
}
