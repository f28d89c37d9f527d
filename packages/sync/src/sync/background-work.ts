/** Work that is done while its owner continues: one piece at a time. What goes wrong is thrown when the owner waits for it. */
export class BackgroundWork {
  #underWay: Promise<void> = Promise.resolve();
  #failure: Error | undefined;

  /** Starts a piece of work as soon as the last one has ended. @throws what went wrong before. */
  async start(work: () => Promise<void>): Promise<void> {
    await this.ended();
    this.#underWay = work().catch((error: unknown) => {
      this.#failure ??= error instanceof Error ? error : new Error(String(error));
    });
  }

  /** Waits for what is under way. @throws what went wrong. */
  async ended(): Promise<void> {
    await this.#underWay;
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** The same, whatever went wrong. */
  settled(): Promise<void> {
    return this.#underWay;
  }
}
