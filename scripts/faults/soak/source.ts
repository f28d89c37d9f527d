import {
  type Batch,
  BearerAuth,
  HttpStream,
  PageNumberPaginator,
  type RecordOf,
  Source,
  type StreamClass,
  s,
} from "@sluice/core";

const config = s.record({});

class Items extends HttpStream<RecordOf<typeof config>> {
  readonly name = "items";
  readonly description = "A long list.";
  readonly schema = s.record({ id: s.key(s.integer), name: s.string, note: s.string });
  readonly primaryKey = ["id"];
  override readonly recordsAt = "items";
  override readonly paginator = new PageNumberPaginator({ param: "page", hasMore: "more" });

  path() {
    return "items";
  }
}

/** A connector of one long list, that reports each page. */
export class SoakSource extends Source<typeof config> {
  readonly name = "soak";
  readonly title = "Soak";
  readonly version = "0.0.0";
  readonly documentationUrl = "https://example.com";
  readonly config = config;
  readonly limits = { concurrency: 4, requestsPerMinute: 1_000_000 };
  readonly streams: readonly StreamClass<RecordOf<typeof config>>[];

  constructor(onPage: () => void) {
    super();
    this.streams = [
      class extends Items {
        override async *read(): AsyncGenerator<Batch> {
          for await (const batch of super.read()) {
            if (batch.pages > 0) onPage();
            yield batch;
          }
        }
      },
    ];
  }

  baseUrl(): string {
    return "https://example.com";
  }

  authenticator() {
    return new BearerAuth({ token: "soak" });
  }

  async probe(): Promise<void> {}
}
