/** FULL=1 runs everything in its stated size; without it, samples keep the everyday run short. */
const full = process.env.FULL === "1";

/** How much of something a test takes: all that is promised, or an everyday sample. */
export const sizeOf = <T>({ full: all, everyday }: { full: T; everyday: T }): T => (full ? all : everyday);
