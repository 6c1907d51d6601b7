import { type Sandbox, startSandbox } from "@patientcare/zoom-sandbox/sandbox.ts";

export const webhookSecret = "webhook-secret-for-tests";

/** What the service under test signs in to Zoom with. */
export const zoomAccount = { clientId: "client", clientSecret: "client-secret", accountId: "account" };

/** A Zoom of its own: no rate limits of the account, and webhooks are sent again a thousand times faster. */
export async function startTestSandbox(): Promise<Sandbox> {
  const zoom = await startSandbox({ ...zoomAccount, port: 0, webhookSecret, timeScale: 0.001 });
  await zoom.control.setPlan("unlimited");
  return zoom;
}
