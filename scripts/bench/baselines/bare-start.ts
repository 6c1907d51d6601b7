import { serve } from "@hono/node-server";
import { Hono } from "hono";
import pg from "pg";

/* The least that a service of this kind starts with: Node, Hono, and one query that the database has answered. */

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 1 });
const app = new Hono().get("/readyz", async (c) => {
  await pool.query("select 1");
  return c.text("ready");
});
serve({ fetch: app.fetch, port: Number(process.env.PORT), hostname: "127.0.0.1" });
