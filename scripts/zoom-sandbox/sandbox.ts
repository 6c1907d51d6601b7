import type { Server } from "node:http";
import { createAdaptorServer, type HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { createControlRoutes } from "./control/control-routes.ts";
import { createSandboxControl, type SandboxControl } from "./control-client.ts";
import { createHostRoutes } from "./pages/host-pages.ts";
import { createParticipantRoutes } from "./pages/participant-pages.ts";
import { type Account, emptyState, type SandboxContext } from "./state.ts";
import { openStateStore } from "./state-store.ts";
import { createWebhookSender } from "./webhooks/webhook-sender.ts";
import { createZoomRoutes } from "./zoom-routes.ts";

export type SandboxOptions = Account & {
  /** 0 takes any free port. */
  port: number;
  host?: string;
  /** The file that holds the state between runs; without it, the state ends with the process. */
  stateFile?: string;
  webhookUrl?: string;
  /** Multiplies the webhook retry delays; 1 is Zoom's 5, 20 and 60 minutes. */
  timeScale?: number;
};

export type Sandbox = {
  url: string;
  apiUrl: string;
  oauthUrl: string;
  control: SandboxControl;
  close(): Promise<void>;
};

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : port);
    });
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function createContext(options: SandboxOptions): SandboxContext {
  const { clientId, clientSecret, accountId, webhookSecret, webhookUrl, timeScale } = options;
  const initial = emptyState({ webhookUrl: webhookUrl ?? null, timeScale: timeScale ?? 1 });
  const { state, scheduleSave, save } = openStateStore(options.stateFile, initial);
  // The stored state holds the options of the last run; those of this start replace them.
  state.webhookUrl = webhookUrl ?? state.webhookUrl;
  state.timeScale = timeScale ?? state.timeScale;
  const now = () => new Date(Date.now() + state.clockOffsetMs);
  const context: SandboxContext = {
    account: { clientId, clientSecret, accountId, webhookSecret },
    url: "",
    state,
    calls: [],
    callsThatEnded: [],
    webhooks: createWebhookSender({ state, secret: webhookSecret, clientId, now, scheduleSave }),
    now,
    scheduleSave,
    save,
    reset() {
      Object.assign(state, emptyState(state));
      context.calls.length = 0;
      context.callsThatEnded.length = 0;
      context.webhooks.log.length = 0;
    },
  };
  return context;
}

/** Starts a stand-in for Zoom: its API, OAuth, webhooks, room pages, and controls over all of them. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const context = createContext(options);
  const app = new Hono<{ Bindings: HttpBindings }>()
    .route("/control", createControlRoutes(context))
    .route("/j", createParticipantRoutes(context))
    .route("/s", createHostRoutes(context))
    .get("/healthz", (c) => c.text("ok"))
    .route("/", createZoomRoutes(context));
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server;
  const port = await listen(server, options.port, options.host ?? "127.0.0.1");
  context.url = `http://localhost:${port}`;
  context.webhooks.sendDue();

  return {
    url: context.url,
    apiUrl: `${context.url}/v2`,
    oauthUrl: `${context.url}/oauth/token`,
    control: createSandboxControl(context.url),
    async close() {
      context.webhooks.close();
      await closeServer(server);
      await context.save();
    },
  };
}
