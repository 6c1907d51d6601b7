const numberIn = (text: string | undefined): number | null => (text ? Number(text) : null);

/** Set to repeat a storm that a test told the seed of. */
export const stormSeed = numberIn(process.env.STORM_SEED);

/** Set for a storm of another size; each visit has some seven deliveries. */
export const stormVisits = numberIn(process.env.STORM_VISITS);
