import { dirname, join } from "node:path";
import { withEntry, withShared } from "./books.js";
import { makeFolder, removeFiles } from "./disk.js";
import { type Draft, grown } from "./formats/format.js";
import type { Content, Manifest, StreamEntry, Todo } from "./manifest.js";
import type { TableFiles } from "./table-files.js";

/** Files and books that change together, all of it or nothing. */
export class Change {
  readonly #folder: string;
  readonly #manifest: Manifest;
  readonly #before: Content;
  readonly #entries: StreamEntry[] = [];
  readonly #shared = new Map<string, string | undefined>();
  readonly #todos: Todo[] = [];
  readonly #hidden: string[] = [];
  readonly #landed: [Draft, string][] = [];

  constructor(folder: string, manifest: Manifest) {
    this.#folder = folder;
    this.#manifest = manifest;
    this.#before = manifest.content;
  }

  /** Writes rows under a hidden name; with the commit they are the table's. */
  async write(draft: Draft, table: TableFiles, entry: StreamEntry): Promise<void> {
    const hidden = table.hidden();
    this.#hidden.push(hidden);
    await makeFolder(dirname(this.#path(hidden)));
    await draft.write(this.#path(hidden));
    const { files, todo } = await table.landing(hidden, entry.files);
    this.#todos.push(todo);
    const columns = table.isInParts ? grown(entry.columns, draft.columns) : draft.columns;
    this.#entries.push({ ...entry, files, columns });
    this.#landed.push([draft, this.#path(files.at(-1) ?? hidden)]);
  }

  /** Something else is known of a stream. */
  note(entry: StreamEntry): void {
    this.#entries.push(entry);
  }

  /** The state of all streams of a connection; none, where what it covered is replaced. */
  share(connection: string, state: string | undefined): void {
    this.#shared.set(connection, state);
  }

  async commit(): Promise<void> {
    if (this.#entries.length === 0 && this.#shared.size === 0) return; // rows lie aside, and nobody is to know
    await this.#manifest.commit(
      (before) =>
        [...this.#shared].reduce(
          (books, [connection, state]) => withShared(books, connection, state),
          this.#entries.reduce(withEntry, before),
        ),
      {
        moves: this.#todos.flatMap(({ moves }) => moves),
        removals: this.#todos.flatMap(({ removals }) => removals),
      },
    );
    for (const [draft, file] of this.#landed) await draft.landed(file);
  }

  /** Whether the books have changed: then what is under hidden names gets its own, if not now, then in the next sync. */
  get isInBooks(): boolean {
    return this.#manifest.content !== this.#before;
  }

  async undo(): Promise<void> {
    await removeFiles(this.#hidden.map((file) => this.#path(file)));
  }

  #path(file: string): string {
    return join(this.#folder, file);
  }
}
