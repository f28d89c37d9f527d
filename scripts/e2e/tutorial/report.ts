/** What was right and what was not, printed as it happens. */
export class Report {
  #passed = 0;
  #failed = 0;

  /** @param output is shown if it is not good. @returns whether it is. */
  say(isGood: boolean, title: string, output: string): boolean {
    console.log(isGood ? `good  ${title}` : `BAD   ${title}\n${output.trim()}`);
    if (isGood) this.#passed += 1;
    else this.#failed += 1;
    return isGood;
  }

  /** Prints the numbers, and sets the exit status. */
  close(): void {
    console.log(`\n${this.#passed} passed, ${this.#failed} failed`);
    process.exitCode = this.#failed > 0 ? 1 : 0;
  }
}
