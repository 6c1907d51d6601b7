import { onTestFinished } from "vitest";
import { type OpenApp, openApp } from "./open-app.ts";

/** Like {@link openApp}, ended with the test. (Tests that run beside others open their own: `await using`.) */
export async function startApp(environment: Record<string, string> = {}): Promise<OpenApp> {
  const app = await openApp(environment);
  onTestFinished(app.close);
  return app;
}
