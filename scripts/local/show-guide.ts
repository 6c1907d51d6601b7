import { join } from "node:path";
import type { LocalConfig } from "./config.ts";
import { guide } from "./guide.ts";
import type { Signing } from "./mint-token.ts";
import { type SeededVisit, seedVisit } from "./seed-visit.ts";

type ShowGuide = {
  config: LocalConfig;
  environment: Record<string, string>;
  url: string;
  sandboxUrl: string;
  say: (line: string) => void;
};

/** Seeds a visit and says what to try. Whatever fails here, the start stands. */
export async function showGuide({ config, environment, url, sandboxUrl, say }: ShowGuide): Promise<void> {
  const secret = environment.AUTH_JWT_SECRET;
  if (!secret) {
    return say(`ready on ${url}; AUTH_JWKS_URL is set, so there are no local tokens and no seeded visit`);
  }
  const signing: Signing = {
    secret,
    issuer: environment.AUTH_ISSUER ?? "patientcare",
    audience: environment.AUTH_AUDIENCE ?? "patientcare-zoom",
  };
  const keepIn = join(config.dataFolder, "local-visit.json");
  const visit: SeededVisit | null = await seedVisit({ url, signing, keepIn }).catch((error: Error) => {
    say(`no visit could be seeded: ${error.message}`);
    return null;
  });
  console.log(await guide({ url, sandboxUrl, signing, visit }));
}
