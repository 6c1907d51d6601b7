import { setTimeout as sleep } from "node:timers/promises";

const maxAnswerMs = 30_000;

export type Call = {
  /** The procedure, or the method and the place. */
  name: string;
  /** 0: no answer came. */
  status: number;
  reason: string;
  startedAt: number;
  endedAt: number;
};

export type Caller = {
  /** The procedure's answer; null when it was refused. */
  rpc(procedure: string, input: object): Promise<Record<string, unknown> | null>;
  /** The answer's data; null when it was refused. */
  rest(method: string, path: string, body?: object): Promise<Record<string, unknown> | null>;
  /** Follows a link of the service's as a browser does: opens its page, or presses its button. */
  click(method: "GET" | "POST", link: string): Promise<void>;
};

type CallerOptions = {
  baseUrl: string;
  token: string;
  pauseMs: number;
  note: (call: Call) => void;
};

/** Calls the service without repeating anything, and notes how each call went. */
export function createCaller({ baseUrl, token, pauseMs, note }: CallerOptions): Caller {
  const authorization = `Bearer ${token}`;
  async function send(name: string, path: string, init: RequestInit): Promise<unknown> {
    if (pauseMs > 0) await sleep(pauseMs);
    const startedAt = performance.now();
    const finish = (status: number, reason: string) =>
      note({ name, status, reason, startedAt, endedAt: performance.now() });
    try {
      const signal = AbortSignal.timeout(maxAnswerMs);
      const response = await fetch(baseUrl + path, { ...init, redirect: "manual", signal });
      const text = await response.text();
      const isJson = response.headers.get("content-type")?.startsWith("application/json");
      const body: unknown = isJson ? JSON.parse(text) : {};
      finish(response.status, response.status < 400 ? "" : reasonOf(body));
      return response.status < 400 ? body : null;
    } catch (error) {
      finish(0, error instanceof Error ? String(error.cause ?? error.name) : String(error));
      return null;
    }
  }
  const json = (method: string, body?: object): RequestInit => ({
    method,
    headers: { authorization, ...(body && { "content-type": "application/json" }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  return {
    async rpc(procedure, input) {
      const answer = await send(procedure, `/trpc/${procedure}`, json("POST", { json: input }));
      return fieldOf(answer, "result", "data", "json");
    },
    async rest(method, path, body) {
      const name = `${method} ${path.replaceAll(/[0-9a-f-]{36}/g, ":id").replace(/\?.*/, "")}`;
      return fieldOf(await send(name, `/api/zoom${path}`, json(method, body)), "data");
    },
    async click(method, link) {
      const { pathname } = new URL(link);
      await send(`${method} link`, pathname, { method });
    },
  };
}

/** One word for the refusal: both surfaces have one, pages have none. */
const reasonOf = (body: unknown): string => {
  const reason =
    fieldOf(body, "error", "json", "data")?.reason ?? fieldOf(body, "error")?.code ?? "(no reason)";
  return String(reason);
};

function fieldOf(body: unknown, ...path: string[]): Record<string, unknown> | null {
  let value: unknown = body;
  for (const name of path) value = isRecord(value) ? value[name] : null;
  return isRecord(value) ? value : null;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;
