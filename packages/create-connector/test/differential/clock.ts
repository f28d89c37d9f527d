/** Expressions of connectors ask the global clock, which must show the time of airbyte-cdk. */
export function stopDate(now: number): void {
  globalThis.Date = class extends RealDate {
    constructor(...given: []) {
      super(...(given.length === 0 ? ([now] as unknown as []) : given));
    }
    static override now(): number {
      return now;
    }
  } as DateConstructor;
}

const RealDate = Date;
