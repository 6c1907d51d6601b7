import { expect } from "vitest";
import { type OpenApp, openApp } from "../support/open-app.ts";
import { webhookSecret } from "../support/test-sandbox.ts";
import { deliver, type Headers } from "./deliver.ts";

export const secondSecret = "the-secret-of-the-next-rotation";

export interface Inbox {
  app: OpenApp;
  send(body: string | Uint8Array | ReadableStream, headers: Headers): Promise<Response>;
  rows(): ReturnType<typeof rowsIn>;
  rowsOf(accountId: string): ReturnType<typeof rowsIn>;
  /** Runs what is to be refused, and proves that it left no row. */
  refused(...requests: (() => Promise<Response>)[]): Promise<number[]>;
}

const rowsIn = ({ server }: OpenApp) =>
  server.deps.db.selectFrom("webhook_deliveries").selectAll().orderBy("received_at").execute();

/** The service with two active webhook secrets, and what it keeps of deliveries. */
export async function openInbox(environment: Record<string, string> = {}): Promise<Inbox> {
  const app = await openApp({ ZOOM_WEBHOOK_SECRET: `${webhookSecret}, ${secondSecret}`, ...environment });
  const rows = () => rowsIn(app);
  return {
    app,
    send: (body, headers) => deliver(app.url, body, headers),
    rows,
    rowsOf: async (accountId) => (await rows()).filter(({ account_id }) => account_id === accountId),
    async refused(...requests) {
      const before = (await rows()).length;
      const statuses: number[] = [];
      for (const request of requests) statuses.push((await request()).status);
      expect((await rows()).length).toBe(before);
      return statuses;
    },
  };
}
