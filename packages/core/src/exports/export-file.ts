import { type FileHandle, mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * An open file without a name, for as long as it is used: nothing is left on the disk when the file is closed, or the process is
 * killed.
 */
export async function openTemporaryFile(): Promise<FileHandle> {
  const folder = await mkdtemp(join(tmpdir(), "sluice-part-"));
  try {
    return await open(join(folder, "part"), "w+", 0o600);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
