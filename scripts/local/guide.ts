import { join } from "node:path";
import type { LocalConfig } from "./config.ts";
import { mintToken, type Signing } from "./mint-token.ts";
import { isRole, people } from "./people.ts";
import { type SeededVisit, seedVisit } from "./seed-visit.ts";

type ShowGuide = {
  config: LocalConfig;
  environment: Record<string, string>;
  url: string;
  opsUrl: string;
  sandboxUrl: string;
  report: (line: string) => void;
};

/** Seeds a visit and prints what to try. The start stands also when a step of this fails. */
export async function showGuide(places: ShowGuide): Promise<void> {
  const { config, environment, url, report } = places;
  const secret = environment.AUTH_JWT_SECRET;
  if (!secret) {
    return report(`ready on ${url}; AUTH_JWKS_URL is set, so there are no local tokens and no seeded visit`);
  }
  const signing: Signing = {
    secret,
    issuer: environment.AUTH_ISSUER ?? "patientcare",
    audience: environment.AUTH_AUDIENCE ?? "patientcare-zoom",
    clinicId: environment.CLINIC_ID ?? null,
  };
  const visitFile = join(config.dataFolder, "local-visit.json");
  const visit = await seedVisit({ url, signing, visitFile }).catch((error: Error) => {
    report(`no visit could be seeded: ${error.message}`);
    return null;
  });
  console.log(guide(places, visit, await mintTokens(signing, visit)));
}

/** The two links, a token per role and three commands to try. */
function guide(
  { url, opsUrl, sandboxUrl }: ShowGuide,
  visit: SeededVisit | null,
  tokens: Map<string, string>,
): string {
  const links = visit && [
    "",
    `A visit at ${visit.startTime.toISOString().slice(11, 16)} UTC:`,
    `  patient  ${visit.patientLink}`,
    `  doctor   ${visit.hostLink}`,
  ];
  const input = visit && encodeURIComponent(JSON.stringify({ json: { meetingId: visit.meetingId } }));
  return [
    "",
    `PatientCare Zoom is ready on ${url} (Zoom sandbox: ${sandboxUrl}; metrics and details: ${opsUrl})`,
    ...(links ?? []),
    "",
    "A token per role, good for 12 hours:",
    ...[...tokens].map(([role, token]) => `  ${role.padEnd(8)} ${token}`),
    "",
    "Three commands to try:",
    `  curl ${opsUrl}/readyz`,
    "  npm run demo",
    input
      ? `  curl -H "authorization: Bearer ${tokens.get("doctor")}" "${url}/trpc/meetings.get?input=${input}"`
      : `  curl ${opsUrl}/version`,
    "",
    "Ctrl-C ends it.",
    "",
  ].join("\n");
}

async function mintTokens(signing: Signing, visit: SeededVisit | null): Promise<Map<string, string>> {
  const minted = Object.keys(people)
    .filter(isRole)
    .map(async (role): Promise<[string, string]> => {
      const { sub, email } = role === "doctor" && visit ? visit.doctor : people[role];
      return [role, await mintToken({ sub, email, role }, signing)];
    });
  return new Map(await Promise.all(minted));
}
