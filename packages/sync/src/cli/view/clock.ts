/** Time as a view sees it, so that tests need not wait. */
export interface ViewClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls again and again, but does not keep the process alive for it. @returns what ends it. */
  every(ms: number, call: () => void): () => void;
}

export const systemClock: ViewClock = {
  now: Date.now,
  every(ms, call) {
    const timer = setInterval(call, ms).unref();
    return () => clearInterval(timer);
  },
};
