/** One long list, read by all: small records are about the work for each, large ones about the bytes. */
import { promiseFaster, promiseWithin, sideBySide } from "../compare.mjs";
import { accounts } from "../peers/airbyte-cdk/manifests.mjs";
import {
  airbyteCdk,
  airbyteFiles,
  bytesAlone,
  dlt,
  faros,
  ownSource,
  plainNode,
  singerSdk,
  sluices,
} from "../readers.mjs";
import { startRecords } from "../servers/records.mjs";

const PER_PAGE = 100;

/** For a trial of the readers: BENCH_PAGES=20. */
const pagesOf = (pages) => Number(process.env.BENCH_PAGES ?? pages);

export const small = {
  name: "small records",
  title: "100,000 records of 0.9 kB, 1,000 pages",
  async run(rounds) {
    const rows = await readBy(rounds, { pages: pagesOf(1000) });
    promiseWithin(rows, "the bytes alone", 1.6);
    promiseFaster(rows, "plain Node", 1.3);
    promiseFaster(rows, "airbyte-cdk", 10);
    promiseFaster(rows, "dlt", 3);
    promiseFaster(rows, "faros-airbyte-cdk", 3);
    return { rows };
  },
};

export const large = {
  name: "large records",
  title: "20,000 records of 10 kB, 200 pages",
  async run(rounds) {
    const rows = await readBy(rounds, { pages: pagesOf(200), padding: 9_100 });
    promiseFaster(rows, "plain Node", 1.6);
    return { rows };
  },
};

async function readBy(rounds, { pages, padding }) {
  const { url, close } = await startRecords({ pages, perPage: PER_PAGE, padding });
  const files = airbyteFiles(accounts(url));
  const whole = { expected: pages * PER_PAGE };
  const rows = await sideBySide(
    [
      bytesAlone(url, pages, whole),
      plainNode(url, whole),
      ...sluices(ownSource, ["read", "--streams", "accounts"], { environment: { BENCH_BASE_URL: url }, ...whole }),
      airbyteCdk("read", files, whole),
      singerSdk([], url, whole),
      dlt(url, whole),
      faros("read", files, url, whole),
    ],
    rounds,
  );
  files.remove();
  close();
  return rows;
}
