declare module "pgpass" {
  /** Looks a password up in `~/.pgpass`, or in the file that PGPASSFILE names. */
  export default function pgpass(
    connection: Readonly<Record<"database" | "user", string | undefined> & { host: string; port: number }>,
    found: (password: string | undefined) => void,
  ): void;
}
