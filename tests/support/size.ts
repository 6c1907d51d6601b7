/** FULL=1 runs everything in its stated size; without it, samples keep the everyday run short. */
const full = process.env.FULL === "1";

/** How many of something a test takes: all that are promised, or an everyday sample. */
export const sizeOf = ({ full: all, everyday }: { full: number; everyday: number }): number =>
  full ? all : everyday;
