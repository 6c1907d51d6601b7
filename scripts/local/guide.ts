import { mintToken, type Signing } from "./mint-token.ts";
import { people, type Role } from "./people.ts";
import type { SeededVisit } from "./seed-visit.ts";

type GuideOptions = { url: string; sandboxUrl: string; signing: Signing; visit: SeededVisit | null };

/** What to try once everything runs: the two links, a token per role, three commands. */
export async function guide({ url, sandboxUrl, signing, visit }: GuideOptions): Promise<string> {
  const tokens = await mintTokens(signing, visit);
  const input = visit && encodeURIComponent(JSON.stringify({ json: { meetingId: visit.meetingId } }));
  return [
    "",
    `PatientCare Zoom is ready on ${url} (Zoom sandbox: ${sandboxUrl})`,
    ...(visit
      ? [
          "",
          `A visit at ${visit.startTime.slice(11, 16)} UTC:`,
          `  patient  ${visit.patientLink}`,
          `  doctor   ${visit.hostLink}`,
        ]
      : []),
    "",
    "A token per role, good for 12 hours:",
    ...Object.entries(tokens).map(([role, token]) => `  ${role.padEnd(8)} ${token}`),
    "",
    "Three commands to try:",
    `  curl ${url}/readyz`,
    "  npm run demo",
    input
      ? `  curl -H "authorization: Bearer ${tokens.doctor}" "${url}/trpc/meetings.get?input=${input}"`
      : `  curl ${url}/version`,
    "",
    "Ctrl-C ends it.",
    "",
  ].join("\n");
}

async function mintTokens(signing: Signing, visit: SeededVisit | null): Promise<Record<Role, string>> {
  const minted = Object.entries(people).map(async ([role, person]) => {
    const { sub, email } = role === "doctor" && visit ? visit.doctor : person;
    return [role, await mintToken({ sub, email, role }, signing)];
  });
  return Object.fromEntries(await Promise.all(minted));
}
