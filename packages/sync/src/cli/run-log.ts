import { appendFileSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { absolutePath, FileError, systemReason } from "../files/named-file.js";

/** The log of a run: a file with a line of JSON for each event, which only this user can read. */
export class RunLog {
  readonly #path: string;
  readonly #file: FileHandle;
  #failure: unknown;

  private constructor(path: string, file: FileHandle) {
    this.#path = path;
    this.#file = file;
  }

  /** Makes the file, or empties it. @param path as the user wrote it. @throws FileError */
  static async open(path: string, folder: string): Promise<RunLog> {
    let file: FileHandle | undefined;
    try {
      file = await open(absolutePath(path, folder), "w", 0o600);
      if ((await file.stat()).isFile()) await file.chmod(0o600); // one that was there has a mode already
      return new RunLog(path, file);
    } catch (error) {
      await file?.close();
      throw new FileError(`Cannot write the log ${path}: ${systemReason(error)}. Write --log FILE.`, { cause: error });
    }
  }

  /** Returns when the system has the line, so that the log of a process that is killed is complete. A failure ends the log, not the run. */
  write(event: object): void {
    if (this.#failure !== undefined) return;
    try {
      appendFileSync(this.#file.fd, `${JSON.stringify({ time: new Date().toISOString(), ...event })}\n`);
    } catch (error) {
      this.#failure = error;
    }
  }

  /** @throws Error if a line could not be written. */
  async close(): Promise<void> {
    await this.#file.close();
    if (this.#failure === undefined) return;
    throw new Error(
      `The log ${this.#path} is incomplete: ${systemReason(this.#failure)}. Make room for it, and run again.`,
    );
  }
}
