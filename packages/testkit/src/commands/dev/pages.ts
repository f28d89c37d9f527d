import type { Batch, Stream } from "@sluice/core";
import type { AnySource } from "@sluice/core/internal";
import { type DevOptions, maxPages } from "./options.js";
import type { Screen } from "./screen.js";

/** Shows the pages of each stream that the source is asked to read, and ends the read after as many as are wanted. */
export function showPages(source: AnySource, screen: Screen, options: DevOptions): void {
  const open: AnySource["open"] = source.open.bind(source);
  const opened: AnySource["open"] = async (config, context) => {
    const streams = await open(config, context);
    for (const stream of streams) watch(stream, screen, options);
    return streams;
  };
  Object.defineProperty(source, "open", { value: opened });
}

function watch(stream: Stream, screen: Screen, options: DevOptions): void {
  const read: Stream["read"] = stream.read.bind(stream);
  async function* watched(from?: Parameters<Stream["read"]>[0]): AsyncGenerator<Batch> {
    let pages = 0;
    for await (const batch of read(from)) {
      pages += batch.pages;
      show(batch, pages, { screen, options });
      yield batch;
      if (pages < maxPages(options)) continue;
      screen.line(`  stopped after ${pages} ${pages === 1 ? "page" : "pages"} (--pages)`);
      return;
    }
  }
  Object.defineProperty(stream, "read", { value: watched });
}

function show(
  { records, pages }: Batch,
  page: number,
  { screen, options }: { readonly screen: Screen; readonly options: DevOptions },
): void {
  if (pages === 0 && records.count === 0) return;
  screen.line(`  page ${page}: ${records.count} ${records.count === 1 ? "record" : "records"}`);
  for (const bytes of records.bytes.slice(0, options.limit)) screen.line(`    ${Buffer.from(bytes).toString("utf8")}`);
}
