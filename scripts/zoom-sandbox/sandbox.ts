import type { Server } from "node:http";
import { createAdaptorServer, type HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { createControlRoutes } from "./control/control-routes.ts";
import { createSandboxControl, type SandboxControl } from "./control-client.ts";
import { createZoomRoutes } from "./faults.ts";
import { createHostRoutes } from "./pages/host-pages.ts";
import { createParticipantRoutes } from "./pages/participant-pages.ts";
import { type Account, emptyState, type World } from "./state.ts";
import { openStateStore } from "./state-store.ts";
import { createWebhookSender } from "./webhooks/webhook-sender.ts";

export type SandboxOptions = Account & {
  /** 0 takes any free port. */
  port: number;
  host?: string;
  /** Where Zoom's memory lives between runs; without it, it ends with the process. */
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

function createWorld(options: SandboxOptions): World {
  const { clientId, clientSecret, accountId, webhookSecret, webhookUrl, timeScale } = options;
  const initial = emptyState({ webhookUrl: webhookUrl ?? null, timeScale: timeScale ?? 1 });
  const { state, changed, saved } = openStateStore(options.stateFile, initial);
  // Whoever starts the sandbox knows the address and the pace better than its last run did.
  state.webhookUrl = webhookUrl ?? state.webhookUrl;
  state.timeScale = timeScale ?? state.timeScale;
  const now = () => new Date(Date.now() + state.clockOffsetMs);
  const world: World = {
    account: { clientId, clientSecret, accountId, webhookSecret },
    url: "",
    state,
    calls: [],
    webhooks: createWebhookSender({ state, secret: webhookSecret, clientId, now, changed }),
    now,
    changed,
    saved,
    reset() {
      Object.assign(state, emptyState(state));
      world.calls.length = 0;
      world.webhooks.log.length = 0;
    },
  };
  return world;
}

/** Starts a stand-in for Zoom: its API, OAuth, webhooks, room pages, and controls over all of them. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const world = createWorld(options);
  const app = new Hono<{ Bindings: HttpBindings }>()
    .route("/control", createControlRoutes(world))
    .route("/j", createParticipantRoutes(world))
    .route("/s", createHostRoutes(world))
    .get("/healthz", (c) => c.text("ok"))
    .route("/", createZoomRoutes(world));
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server;
  const port = await listen(server, options.port, options.host ?? "127.0.0.1");
  world.url = `http://localhost:${port}`;
  world.webhooks.wake();

  return {
    url: world.url,
    apiUrl: `${world.url}/v2`,
    oauthUrl: `${world.url}/oauth/token`,
    control: createSandboxControl(world.url),
    async close() {
      world.webhooks.close();
      await closeServer(server);
      await world.saved();
    },
  };
}
