import { path, type Slice, s, wholeBody } from "@sluice/core";
import { segmentFields } from "../shapes.js";
import { ConfigCatStream } from "../stream.js";
import { Segments } from "./segments.js";

export class SegmentDetails extends ConfigCatStream {
  readonly name = "segment_details";
  readonly description = "The rule of each segment; costs one request per segment.";
  readonly schema = s.record({
    segmentId: s.refers(s.key(s.string), "segments"),
    ...segmentFields,
    comparisonAttribute: s.string,
    comparator: s.string,
    comparisonValue: s.string.describe("May list e-mail addresses of customers."),
  });
  readonly primaryKey = ["segmentId"];
  override readonly recordsAt = wholeBody;

  override slices() {
    return this.each(Segments, ({ segmentId }) => ({ segmentId }));
  }

  path({ segmentId }: Slice) {
    return path`v1/segments/${segmentId}`;
  }
}
