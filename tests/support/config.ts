/** An administrator's URL of a server to test against; unset: a temporary cluster of our own. */
export const testDatabaseUrl = process.env.TEST_DATABASE_URL || null;
