import { key, path, record, refers, type Slice, text, wholeBody } from "@sluice/core";
import { segmentFields } from "../shapes.js";
import { ConfigCatStream } from "../stream.js";
import { Segments } from "./segments.js";

export const segmentDetail = record({
  segmentId: refers(key(text), "segments"),
  ...segmentFields,
  comparisonAttribute: text,
  comparator: text,
  comparisonValue: text.describe("May list e-mail addresses of customers."),
});

export class SegmentDetails extends ConfigCatStream<typeof segmentDetail> {
  readonly name = "segment_details";
  readonly description = "The rule of each segment; costs one request per segment.";
  readonly schema = segmentDetail;
  readonly primaryKey = ["segmentId"];
  protected override readonly recordsAt = wholeBody;

  protected override slices() {
    return this.each(Segments, ({ segmentId }) => ({ segmentId }));
  }

  protected path({ segmentId }: Slice) {
    return path`v1/segments/${segmentId}`;
  }
}
