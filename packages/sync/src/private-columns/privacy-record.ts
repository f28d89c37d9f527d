/** What is private in all rows of a table. Fields are folded. */
export interface PrivacyRecord {
  readonly excluded: readonly string[];
  readonly hashed: readonly string[];
  /** The checks of all salts that its rows were hashed with. */
  readonly salts: readonly string[];
}
