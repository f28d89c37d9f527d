import type { Destination, OnWarning, RunRecord, Store, StoreHistory } from "../destination.js";
import type { RunQuery } from "../run.js";
import { StateStore } from "../sql/state-store.js";
import type { DuckDbSession } from "./session.js";

/** A store that has one session of DuckDB: a file, a database of MotherDuck, or a lake. */
export abstract class SessionStore<S extends DuckDbSession = DuckDbSession> implements Store {
  protected readonly session: S;

  protected constructor(session: S) {
    this.session = session;
  }

  abstract connect(connection: string, onWarning?: OnWarning): Promise<Destination>;

  async history(): Promise<StoreHistory> {
    return this.session.alone(() => new StateStore(this.session, "").history());
  }

  async runs(query: RunQuery): Promise<readonly RunRecord[]> {
    return this.session.alone(() => new StateStore(this.session, "").runs(query));
  }

  /** @throws DestinationError if the file was removed or replaced in the meantime. */
  async close(): Promise<void> {
    try {
      await this.session.assertInPlace();
    } finally {
      this.session.close();
    }
  }
}
