import type { LoadRequest } from "./run-load.ts";

// Encrypted in the table: the service decrypts them, the plain services answer the ciphertext.
const encrypted = new Set([
  "topic",
  "participantEmail",
  "participantName",
  "hostUrl",
  "joinUrl",
  "participants",
]);

/**
 * Requests the same meeting once from every server. @throws Error when one answers other fields than the first, or
 * another value in a field that is not encrypted
 */
export async function requireSameAnswers(
  servers: readonly { name: string; url: string; request: LoadRequest }[],
): Promise<void> {
  const answers = await Promise.all(
    servers.map(async (server) => ({ ...server, meeting: await read(server) })),
  );
  const [first, ...others] = answers;
  for (const { name, meeting } of others) {
    if (comparable(meeting) !== comparable(first?.meeting ?? {})) {
      throw new Error(`${name} does not answer what ${first?.name} answers: ${comparable(meeting)}`);
    }
  }
}

type Answer = Record<string, unknown>;

async function read({ name, url, request }: { name: string; url: string; request: LoadRequest }) {
  const { path, ...init } = request;
  const response = await fetch(url + path, init);
  if (!response.ok) throw new Error(`${name} answered ${response.status} to ${request.method} ${path}`);
  const body = (await response.json()) as { data?: Answer; result?: { data: { json: Answer } } };
  return body.data ?? body.result?.data.json ?? {};
}

const comparable = (meeting: Answer): string =>
  JSON.stringify(
    Object.entries(meeting)
      .map(([field, value]) => [field, encrypted.has(field) ? "…" : value])
      .sort(([one], [other]) => String(one).localeCompare(String(other))),
  );
