import type { SandboxState } from "./state.ts";
import type { WebhookSender } from "./webhooks/webhook-sender.ts";

export type Account = { clientId: string; clientSecret: string; accountId: string; webhookSecret: string };

export type ApiCall = {
  at: string;
  method: string;
  path: string;
  /** 0 when the caller got no answer. */
  status: number;
  /** E-mail of the meeting's host, where the call concerns one. */
  host?: string;
};

/** Everything an operation may touch: the account, what Zoom remembers, the clock, and the webhooks. */
export type World = {
  account: Account;
  /** The address people and callers see, e.g. http://localhost:3001. */
  url: string;
  state: SandboxState;
  calls: ApiCall[];
  webhooks: WebhookSender;
  now(): Date;
  changed(): void;
  saved(): Promise<void>;
  reset(): void;
};
