import { newId } from "../new-id.ts";

/** The caller's own id of the request where it is a decent one, else a new one. */
export const requestIdOf = (given: string): string =>
  /^[A-Za-z0-9._-]{1,128}$/.test(given) ? given : newId();
