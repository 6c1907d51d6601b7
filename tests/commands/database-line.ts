/** The line by which a command names the database of DATABASE_URL. */
export function databaseLine(databaseUrl: string): string {
  const { hostname, port, pathname } = new URL(databaseUrl);
  return `Database ${pathname.slice(1)} on ${hostname}:${port} (DATABASE_URL)`;
}
