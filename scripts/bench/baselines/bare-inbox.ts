import { createHash, createHmac, randomUUID, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import pg from "pg";

/*
 * The least that can receive a webhook and store it: node:http, the signature, and one prepared insert for each request
 * into a table like ours. Nothing is encrypted, compared, counted or logged.
 */

const table = process.env.TABLE ?? "";
const secret = process.env.WEBHOOK_SECRET ?? "";
const pool = new pg.Pool({
  connectionString: process.env.DATABASE_URL,
  max: Number(process.env.MAX_CONNECTIONS),
});

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const server = createServer(async (request, response) => {
  try {
    const body = await read(request);
    const timestamp = String(request.headers["x-zm-request-timestamp"]);
    const digest = createHmac("sha256", secret).update(`v0:${timestamp}:`).update(body).digest();
    const given = Buffer.from(String(request.headers["x-zm-signature"]).slice("v0=".length), "hex");
    if (given.length !== digest.length || !timingSafeEqual(digest, given))
      return response.writeHead(401).end();
    const { event, event_ts, payload } = JSON.parse(body.toString());
    const hash = createHash("sha256").update(body).digest();
    await pool.query({
      name: "insert",
      text: `insert into ${table}
          (id, body_hash, content_key, zoom_meeting_id, event, event_ts, account_id, body, state)
        values ($1, $2, $2, $3, $4, $5, $6, $7, 'received') on conflict (body_hash) do nothing`,
      values: [randomUUID(), hash, payload.object.id, event, event_ts, payload.account_id, body.toString()],
    });
    const answer = '{"success":true}';
    response.writeHead(200, { "Content-Type": "application/json", "Content-Length": answer.length });
    response.end(answer);
  } catch {
    response.writeHead(503).end();
  }
});
server.listen(Number(process.env.PORT), "127.0.0.1");
