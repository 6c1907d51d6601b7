import { drizzle } from "drizzle-orm/node-postgres";
import express from "express";
import jwt from "jsonwebtoken";
import pg from "pg";
import { prepareRest, prepareRpc } from "./drizzle-queries.ts";
import { meetingReads } from "./meeting-reads.ts";
import { maxConnections, readSettings } from "./settings.ts";

/*
 * The service as it is often written: Express, drizzle-orm with a prepared statement, jsonwebtoken. Each request's token is
 * verified; nothing is decrypted, logged or counted, and permissions are not checked. What Express does by default
 * and the service does not (entity tags, its name in a header) is off.
 */

const settings = readSettings();
const db = drizzle(new pg.Pool({ connectionString: settings.databaseUrl, max: maxConnections }));
const query = settings.read === meetingReads.rest ? prepareRest(db) : prepareRpc(db);

const app = express();
app.disable("x-powered-by");
app.set("etag", false);

app.use((request, response, next) => {
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1] ?? "";
  const { jwtSecret, issuer, audience } = settings;
  try {
    jwt.verify(token, jwtSecret, { algorithms: ["HS256"], issuer, audience });
    next();
  } catch {
    response.status(401).json({ success: false });
  }
});

app.get("/meetings/:id", async (request, response) => {
  const [row] = await query.execute({ id: request.params.id });
  if (!row) return response.status(404).json({ success: false });
  return response.json({ success: true, data: settings.read.toAnswer(row) });
});

app.listen(settings.port, "127.0.0.1");
