import { type Destination, DestinationError } from "../destination.js";
import { quoted, text } from "../sql/text.js";
import { DuckDb } from "./duckdb.js";
import { loadExtensions } from "./extensions.js";
import { DuckDbSession, openDuckDb } from "./session.js";
import { SessionStore } from "./session-store.js";

/** The variable with the token, as MotherDuck's own clients read it. */
const TOKEN = "motherduck_token";

/** A database of MotherDuck, attached to a DuckDB in memory. */
class MotherDuck extends DuckDbSession {
  static async open(
    location: string,
    environment: Readonly<Record<string, string | undefined>> = process.env,
  ): Promise<MotherDuck> {
    const token = environment[TOKEN];
    if (token === undefined || token === "") {
      throw new DestinationError(
        `Cannot open MotherDuck: ${TOKEN} is not set. Set it to an access token of your account.`,
      );
    }
    const name = location.slice("md:".length);
    const duckDb = await openDuckDb(":memory:");
    const session = new MotherDuck(duckDb, name);
    try {
      await loadExtensions(session, ["motherduck"], environment);
      await session.#attach(location, token);
      return session;
    } catch (error) {
      session.close();
      throw error;
    }
  }

  async #attach(location: string, token: string): Promise<void> {
    try {
      await this.run(`SET ${TOKEN} = ${text(token)}`);
      await this.run(`ATTACH ${text(location)}; USE ${quoted(this.catalog)}`);
    } catch (error) {
      const reason = String(error).replaceAll(token, "***");
      throw new DestinationError(`MotherDuck cannot be opened: ${reason} Check the database's name and ${TOKEN}.`);
    }
  }

  async assertInPlace(): Promise<void> {}
}

/** Connections of this process to one database of MotherDuck. */
export class MotherDuckStore extends SessionStore {
  /**
   * @param location `md:DATABASE`
   * @param options.environment where the token is.
   * @throws DestinationError if the token is missing or refused. No message has it.
   */
  static async open(
    location: string,
    { environment }: { readonly environment?: Readonly<Record<string, string | undefined>> } = {},
  ): Promise<MotherDuckStore> {
    return new MotherDuckStore(await MotherDuck.open(location, environment));
  }

  async connect(connection: string): Promise<Destination> {
    return new RemoteDuckDb(this.session, connection);
  }
}

/** The server keeps its file in order itself. */
class RemoteDuckDb extends DuckDb {
  protected override async tablesChanged(): Promise<void> {}
}
