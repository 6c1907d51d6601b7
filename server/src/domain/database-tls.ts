/** `DATABASE_TLS`: required, off, or (not set) required unless the database is on this machine. */
export type DatabaseTls = "required" | "off" | undefined;

const unverified = new Set(["disable", "no-verify", "false", "0"]);

/** The trouble with a URL that asks for less than the rule, as a continuation of the name DATABASE_URL; null: none. */
export function tlsProblem(databaseUrl: string, rule: DatabaseTls): string | null {
  const url = new URL(databaseUrl);
  if (!requiresTls(url, rule)) return null;
  const weak = ["sslmode", "ssl"].find((name) => unverified.has(lastOf(url, name) ?? ""));
  return weak === undefined
    ? null
    : `asks for ${weak}=${lastOf(url, weak)}, but TLS with a checked certificate is required: remove it, or set DATABASE_TLS=off if the network between is safe`;
}

/**
 * The URL to connect with. Where TLS is required, the certificate and its host name are checked, whatever weaker mode the
 * URL names; its certificate files stay. Without a host it leads to this machine, whatever PGHOST says.
 */
export function secureDatabaseUrl(databaseUrl: string, rule: DatabaseTls): string {
  const url = new URL(databaseUrl);
  if (hostOf(url) === "") url.searchParams.set("host", "localhost");
  else if (!requiresTls(url, rule)) return databaseUrl;
  if (requiresTls(url, rule)) {
    for (const name of ["ssl", "uselibpqcompat"]) url.searchParams.delete(name);
    url.searchParams.set("sslmode", "verify-full");
  }
  return url.href;
}

const requiresTls = (url: URL, rule: DatabaseTls) =>
  rule === "required" || (rule === undefined && !isOnThisMachine(hostOf(url)));

const isOnThisMachine = (host: string) => /^(|localhost|127(\.\d{1,3}){3}|\[?::1\]?|(\/|%2f).*)$/i.test(host);

/** A host in the query wins; a folder is that of a Unix socket. */
const hostOf = (url: URL) => lastOf(url, "host") || url.hostname;

/** PostgreSQL's client takes the last of several. */
const lastOf = (url: URL, name: string) => url.searchParams.getAll(name).at(-1);
