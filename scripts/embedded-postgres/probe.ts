import { Client } from "pg";

type Probe = "answers" | "not-yet" | "absent";

// cannot_connect_now: starting up, recovering or shutting down.
const notYet = "57P03";
const tooManyConnections = "53300";

/** Whether the PostgreSQL this URL opens is there. Another server on the port refuses our password: absent. */
export async function probe(url: string): Promise<Probe> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query("select 1");
    return "answers";
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === notYet) return "not-yet";
    return code === tooManyConnections ? "answers" : "absent";
  } finally {
    await client.end().catch(() => {});
  }
}
