/**
 * What the conformance suite needs of a test runner. jest and vitest both have it, under the same names; neither is imported here, so
 * that a project needs only the one it uses.
 */
export interface TestRunner {
  readonly describe: (name: string, define: () => void) => void;
  readonly test: Test;
  readonly expect: Expect;
  readonly beforeAll: Hook;
  readonly afterAll: Hook;
  readonly afterEach: Hook;
}

type Result = void | Promise<void>;
type Hook = (run: () => Result, timeoutMs?: number) => void;

export interface Test {
  (name: string, run: () => Result, timeoutMs?: number): void;
  /** One test for each row; a row that is an array gives the arguments. */
  each<Row extends readonly unknown[]>(
    rows: readonly Row[],
  ): (name: string, run: (...row: Row) => Result, timeoutMs?: number) => void;
  each(rows: readonly string[]): (name: string, run: (row: string) => Result, timeoutMs?: number) => void;
}

interface Expect {
  (actual: unknown): Matchers & { readonly not: Matchers };
  arrayContaining(part: readonly unknown[]): unknown;
  objectContaining(part: object): unknown;
  stringContaining(part: string): unknown;
  stringMatching(pattern: RegExp): unknown;
}

interface Matchers {
  toBe(expected: unknown): void;
  toBeInstanceOf(expected: abstract new (...values: never) => unknown): void;
  toBeGreaterThan(expected: number): void;
  toBeLessThan(expected: number): void;
  toContain(part: unknown): void;
  toEqual(expected: unknown): void;
  toHaveLength(length: number): void;
  toMatch(pattern: RegExp): void;
}
