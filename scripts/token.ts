import { Command, InvalidArgumentError } from "commander";
import { readCommandConfig } from "./config.ts";
import { mintToken } from "./local/mint-token.ts";
import { people, type Role } from "./local/people.ts";
import { claimsFor, type Wanted } from "./token/claims-for.ts";
import { findSigning } from "./token/find-signing.ts";

const mostHours = 24 * 366;

function toRole(text: string): Role {
  const role = text.toLowerCase();
  if (role in people) return role as Role;
  throw new InvalidArgumentError(`The roles are ${Object.keys(people).join(", ")}.`);
}

function toHours(text: string): number {
  const hours = Number(text);
  if (hours > 0 && hours <= mostHours) return hours;
  throw new InvalidArgumentError(`Give a number of hours above 0, and of ${mostHours} at most.`);
}

const command = new Command("npm run token --")
  .description(
    "Prints a token for calling the service that npm start runs, or one with the same AUTH_JWT_SECRET.",
  )
  .requiredOption("--role <role>", Object.keys(people).join(", "), toRole)
  .option("--email <address>", "who it is; a doctor and a patient need one")
  .option("--sub <id>", "the person's id at the platform")
  .option("--hours <number>", "how long it is good", toHours, 12)
  .allowExcessArguments(false)
  .parse();

try {
  const { hours, ...wanted } = command.opts<Wanted & { hours: number }>();
  const claims = claimsFor(wanted);
  console.log(await mintToken(claims, await findSigning(readCommandConfig()), hours));
  console.error(`role ${claims.role}, sub ${claims.sub}, good for ${hours} hours`);
} catch (error) {
  command.error(`error: ${error instanceof Error ? error.message : error}`);
}
