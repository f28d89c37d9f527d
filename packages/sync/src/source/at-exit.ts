/**
 * Runs a task should the process end before the task is taken back: by `process.exit`, e.g. after a second Ctrl-C, or by an error
 * that nobody caught. What must not outlive the process, such as a source or its config, is known in this one place: the
 * process's own list of exit listeners.
 *
 * @param task synchronous; its errors are ignored, because the process ends anyway.
 * @returns takes the task back.
 */
export function atExit(task: () => void): () => void {
  const run = () => {
    try {
      task();
    } catch {
      // the other tasks are to run too
    }
  };
  allowListeners(1);
  process.once("exit", run);
  return () => {
    process.removeListener("exit", run);
    allowListeners(-1);
  };
}

/** Node warns of a leak from the eleventh listener on, and a project may have more sources than that. 0 stands for no limit. */
function allowListeners(more: number): void {
  const max = process.getMaxListeners();
  if (max > 0) process.setMaxListeners(max + more);
}
