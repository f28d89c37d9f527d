import {
  type Batch,
  BearerAuth,
  baseUrlSetting,
  HttpStream,
  integer,
  key,
  PageNumber,
  type RecordOf,
  record,
  Source,
  type StreamClass,
  text,
} from "@sluice/core";

const config = record({ base_url: baseUrlSetting });

const item = record({ id: key(integer), name: text, note: text });

class Items extends HttpStream<typeof item, RecordOf<typeof config>> {
  readonly name = "items";
  readonly description = "A long list.";
  readonly schema = item;
  readonly primaryKey = ["id"];
  protected override readonly recordsAt = "items";
  protected override readonly paginator = new PageNumber({ param: "page", hasMore: "more" });

  protected path() {
    return "items";
  }
}

/** A connector of one long list, that tells of each page. */
export class SoakSource extends Source<typeof config> {
  readonly name = "soak";
  readonly title = "Soak";
  readonly version = "0.0.0";
  readonly documentationUrl = "https://example.com";
  readonly config = config;
  protected readonly limits = { concurrency: 4, requestsPerMinute: 1_000_000 };
  protected readonly streams: readonly StreamClass<RecordOf<typeof config>>[];

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

  protected baseUrl({ base_url }: RecordOf<typeof config>): string {
    return base_url ?? "";
  }

  protected authenticator() {
    return new BearerAuth("soak");
  }

  protected async probe(): Promise<void> {}
}
