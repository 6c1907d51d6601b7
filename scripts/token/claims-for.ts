import { people, type Role } from "../local/people.ts";

export type Wanted = { role: Role; email?: string | undefined; sub?: string | undefined };
export type Claims = { role: Role; sub: string; email?: string | undefined };

const needEmail: readonly Role[] = ["doctor", "patient"];

/**
 * Whom a token speaks for. Without `sub` it is the person of that role and e-mail whom `npm start` knows; somebody
 * else has their e-mail as `sub`, so that they own nothing of that person's.
 * @throws Error when a doctor or a patient has no e-mail
 */
export function claimsFor({ role, email, sub }: Wanted): Claims {
  if (needEmail.includes(role) && !email) {
    throw new Error(
      `A ${role} needs an e-mail: npm run token -- --role ${role} --email ${people[role].email}`,
    );
  }
  const known = people[role];
  const isKnown = !email || email.toLowerCase() === known.email;
  return { role, email, sub: sub ?? (isKnown ? known.sub : email) };
}
