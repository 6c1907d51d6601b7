export interface Deadline {
  /** The work's result, when it comes in time; else null, whatever becomes of the work. One work at a time. */
  within<T>(work: Promise<T>): Promise<T | null>;
  clear(): void;
}

/** One bound for several steps, one after the other. */
export function startDeadline(milliseconds: number): Deadline {
  let passed = false;
  let giveUp = (): void => {};
  const timer = setTimeout(() => {
    passed = true;
    giveUp();
  }, milliseconds);
  return {
    // Not Promise.race, which costs more: this runs for each delivery.
    within: (work) =>
      new Promise((resolve, reject) => {
        giveUp = () => resolve(null);
        if (passed) giveUp();
        work.then(resolve, reject);
      }),
    clear: () => clearTimeout(timer),
  };
}
