import { variables } from "@patientcare/zoom-server/config/variables.ts";
import { InvalidArgumentError } from "commander";
import { type CommandConfig, readCommandConfig } from "./config.ts";
import { createCommand, runCommand } from "./create-command.ts";
import { findSigning, mintToken } from "./local/mint-token.ts";
import { isRole, people, type Role } from "./local/people.ts";

const rolesWithEmail: readonly Role[] = ["doctor", "patient"];

type Subject = { role: Role; email?: string | undefined; sub?: string | undefined };

function parseRole(text: string): Role {
  const role = text.toLowerCase();
  if (isRole(role)) return role;
  throw new InvalidArgumentError(`The roles are ${Object.keys(people).join(", ")}.`);
}

function parseHours(text: string): number {
  const hours = Number(text);
  if (hours > 0) return hours;
  throw new InvalidArgumentError("Give a number of hours above 0.");
}

/**
 * Without `sub` the token is for the person of that role and e-mail whom `npm start` knows; another e-mail becomes the
 * `sub` itself, so that its token owns nothing of that person's.
 * Ends the process when a doctor or a patient has no e-mail.
 */
function claimsFor({ role, email, sub }: Subject): Subject & { sub: string } {
  const known = people[role];
  if (rolesWithEmail.includes(role) && !email) {
    command.error(`error: A ${role} needs an e-mail: npm run token -- --role ${role} --email ${known.email}`);
  }
  const isKnown = !email || email.toLowerCase() === known.email;
  return { role, email, sub: sub ?? (isKnown ? known.sub : email) };
}

/** Ends the process for a life that the service refuses. */
function requireAccepted(hours: number, { maxTokenLifetimeMinutes }: CommandConfig): void {
  const lifetime = variables.shape.MAX_TOKEN_LIFETIME_MINUTES.safeParse(maxTokenLifetimeMinutes ?? undefined);
  if (!lifetime.success) throw new Error(`MAX_TOKEN_LIFETIME_MINUTES ${lifetime.error.issues[0]?.message}.`);
  if (hours * 60 <= lifetime.data) return;
  command.error(
    `error: The service refuses tokens that live longer than ${lifetime.data} minutes (MAX_TOKEN_LIFETIME_MINUTES)`,
  );
}

const command = createCommand("token", {
  description:
    "Prints a token for calling the service that npm start runs, or one with the same AUTH_JWT_SECRET.",
  trouble: "no token can be made; the message says why",
  more: `

To put the token into a variable, keep npm's own lines away: TOKEN=$(npm run -s token -- --role service)`,
})
  .requiredOption("--role <role>", Object.keys(people).join(", "), parseRole)
  .option("--email <address>", "the person's e-mail; a doctor and a patient need one")
  .option("--sub <id>", "the person's id at the platform")
  .option("--hours <number>", "how long it is valid", parseHours, 12)
  .action(async ({ hours, ...subject }: Subject & { hours: number }) => {
    const config = readCommandConfig();
    requireAccepted(hours, config);
    const claims = claimsFor(subject);
    console.log(await mintToken(claims, await findSigning(config), hours));
    console.error(`role ${claims.role}, sub ${claims.sub}, valid for ${hours} hours`);
  });

await runCommand(command);
