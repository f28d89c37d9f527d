import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe } from "@jest/globals";
import type { Format } from "../../src/destinations/files/staging.js";
import { destinationContract } from "./contract.js";
import { deletesContract } from "./contracts/deletes.js";
import type { Subject } from "./contracts/subject.js";
import { Files } from "./files-support.js";

/** What every destination does, done in files of some formats. */
export function filesContract(formats: readonly Format[]): void {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  describe.each(formats)("%s files", (format) => {
    const files = () => new Files(join(folder, "lake"), format);
    const subject: Subject = {
      folder: () => folder,
      open: () => files().open(),
      rows: async (schema, table, columns) =>
        (await files().rows(schema, table)).map((row) =>
          columns.map((column) => (/^\d+$/.test(String(row[column])) ? Number(row[column]) : (row[column] ?? null))),
        ),
      tables: (schema) => files().tables(schema),
      drop: (schema, table) => files().drop(schema, table),
      create: (schema, table) => files().create(schema, table),
      ignoresCase: true,
    };
    destinationContract(subject);
    deletesContract(subject);
  });
}
