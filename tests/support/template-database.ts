/** Migrated once for the whole run; every test database is a copy of it. */
export const templateDatabase = "template_zoom";
