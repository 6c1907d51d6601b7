import { type Sandbox, type SandboxOptions, startSandbox } from "@patientcare/zoom-sandbox/sandbox.ts";
import { onTestFinished } from "vitest";

export const account = {
  clientId: "client",
  clientSecret: "secret",
  accountId: "account",
  webhookSecret: "webhook-secret",
};

/** The fields that the tests read; each kind of response has some of them. */
type Body = {
  id: number;
  uuid: string;
  host_id: string;
  created_at: string;
  topic: string;
  start_time: string;
  start_url: string;
  join_url: string;
  password: string;
  encrypted_password: string;
  settings: Record<string, unknown>;
  code: number;
  message: string;
  next_page_token: string;
  meetings: { uuid: string; agenda?: string }[];
  participants: {
    name: string;
    duration: number;
    user_email: string;
    user_id: string;
    status: string;
  }[];
};

type Answer = { status: number; headers: Headers; body: Body };

export type TestSandbox = Sandbox & {
  token(): Promise<string>;
  /** One API call with a valid token; `path` starts after /v2. */
  call(method: string, path: string, body?: unknown): Promise<Answer>;
  createMeeting(body?: Record<string, unknown>): Promise<Body>;
};

export const host = "doctor@clinic.example";

export async function openSandbox(options: Partial<SandboxOptions> = {}): Promise<TestSandbox> {
  const sandbox = await startSandbox({ ...account, port: 0, ...options });
  onTestFinished(() => sandbox.close());
  let cachedToken: string | undefined;

  async function token(): Promise<string> {
    const response = await fetch(sandbox.oauthUrl, {
      method: "POST",
      headers: { authorization: `Basic ${btoa("client:secret")}` },
      body: new URLSearchParams({ grant_type: "account_credentials", account_id: "account" }),
    });
    const { access_token } = (await response.json()) as { access_token: string };
    return access_token;
  }

  async function call(method: string, path: string, body?: unknown): Promise<Answer> {
    cachedToken ??= await token();
    const response = await fetch(sandbox.apiUrl + path, {
      method,
      headers: { authorization: `Bearer ${cachedToken}`, "content-type": "application/json" },
      body: body === undefined || typeof body === "string" ? body : JSON.stringify(body),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === "" ? null : JSON.parse(text),
    };
  }

  return {
    ...sandbox,
    token,
    call,
    async createMeeting(body = {}) {
      const created = await call("POST", `/users/${host}/meetings`, { topic: "Visit", ...body });
      return created.body;
    },
  };
}
