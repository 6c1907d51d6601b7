export interface Deadline {
  /** The work's result, when it comes in time; else null, whatever becomes of the work. */
  within<T>(work: Promise<T>): Promise<T | null>;
  clear(): void;
}

/** One bound for several steps together. */
export function startDeadline(milliseconds: number): Deadline {
  const passed = Promise.withResolvers<null>();
  const timer = setTimeout(() => passed.resolve(null), milliseconds);
  return {
    within: (work) => Promise.race([work, passed.promise]),
    clear: () => clearTimeout(timer),
  };
}
