export type Caller = { url: string; token: string };

const timeoutMs = 20_000;

export async function query<Answer>(
  { url, token }: Caller,
  procedure: string,
  input: unknown,
): Promise<Answer> {
  const search = new URLSearchParams({ input: JSON.stringify({ json: input }) });
  return read(
    procedure,
    await fetch(`${url}/trpc/${procedure}?${search}`, { ...headers(token), ...limit() }),
  );
}

export async function mutate<Answer>(
  { url, token }: Caller,
  procedure: string,
  input: unknown,
): Promise<Answer> {
  const body = JSON.stringify({ json: input });
  return read(
    procedure,
    await fetch(`${url}/trpc/${procedure}`, { method: "POST", body, ...headers(token), ...limit() }),
  );
}

const headers = (token: string) => ({
  headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
});
const limit = () => ({ signal: AbortSignal.timeout(timeoutMs) });

type Envelope<Answer> = {
  result?: { data: { json: Answer } };
  error?: { json?: { message?: string } };
};

async function read<Answer>(procedure: string, response: Response): Promise<Answer> {
  const answer = (await response.json().catch(() => ({}))) as Envelope<Answer>;
  if (response.ok && answer.result) return answer.result.data.json;
  const reason = answer.error?.json?.message ?? "no reason given";
  throw new Error(`${procedure} answered ${response.status}: ${reason}`);
}
