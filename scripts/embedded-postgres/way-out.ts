export const wayOut = "Set DATABASE_URL to a PostgreSQL 15 or newer";
