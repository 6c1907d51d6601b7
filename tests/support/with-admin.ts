import { Client } from "pg";

/** Runs `action` on one connection to the server's own database. */
export async function withAdmin<Result>(
  adminUrl: string,
  action: (client: Client) => Promise<Result>,
): Promise<Result> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    return await action(client);
  } finally {
    await client.end();
  }
}
