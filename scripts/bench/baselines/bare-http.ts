import { createServer } from "node:http";
import pg from "pg";
import { maxConnections, readSettings } from "./settings.ts";

/*
 * The least that can answer a meeting: node:http and one prepared query. Tokens are not read, and nothing is decrypted,
 * checked, counted or logged. With LOGGED=yes each answer waits for one durable row in a table like our access log.
 */

const settings = readSettings();
const pool = new pg.Pool({ connectionString: settings.databaseUrl, max: maxConnections });
const path = /^\/meetings\/([0-9a-f-]{36})$/;

const server = createServer(async (request, response) => {
  const id = path.exec(request.url ?? "")?.[1];
  if (!id) return response.writeHead(404).end();
  try {
    const { rows } = await pool.query({ name: "read", text: settings.read.sql, values: [id] });
    if (rows.length === 0) return response.writeHead(404).end();
    if (settings.logged) await log(id);
    const body = JSON.stringify({ success: true, data: settings.read.toAnswer(rows[0]) });
    response.writeHead(200, {
      "Content-Type": "application/json",
      "Content-Length": Buffer.byteLength(body),
    });
    response.end(body);
  } catch {
    response.writeHead(500).end();
  }
});
server.listen(settings.port, "127.0.0.1");

const log = (meetingId: string) =>
  pool.query({
    name: "log",
    text: `insert into bench_access_log (id, action, decision, actor, actor_role, meeting_id, request_id)
      values (uuidv7(), 'meetings.get', 'allowed', 'appointments', 'service', $1, gen_random_uuid())`,
    values: [meetingId],
  });
