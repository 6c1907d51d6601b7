import { setInterval as every } from "node:timers";
import { readRevokedCallers } from "@patientcare/zoom-db";
import type { Deps } from "../../deps.ts";
import { revokedForm } from "../../domain/revoked-caller.ts";

const readEveryMs = 1_000;

/** The callers whose permission was taken back, at most a second ago or so as this process knows them. */
export interface Revocations {
  isRevoked(sub: string, jti: string | null): boolean;
  stop(): void;
}

/** Reads the revoked callers now and each second: whichever replica a caller comes to, it refuses them soon. */
export async function followRevocations({
  db,
  databaseState,
}: Pick<Deps, "db" | "databaseState">): Promise<Revocations> {
  const keyOf = (kind: "sub" | "jti", value: string) => `${kind} ${value}`;
  const read = async () =>
    new Set((await readRevokedCallers(db)).map(({ kind, value }) => keyOf(kind, value)));
  let revoked = await read();
  let reading = false;

  const timer = every(async () => {
    if (reading) return;
    reading = true;
    try {
      revoked = await read();
    } catch (error) {
      databaseState.report(error, "The revoked callers could not be read; it is tried again");
    } finally {
      reading = false;
    }
  }, readEveryMs).unref();
  return {
    isRevoked: (sub, jti) =>
      revoked.size > 0 &&
      (revoked.has(keyOf("sub", revokedForm(sub))) ||
        (jti !== null && revoked.has(keyOf("jti", revokedForm(jti))))),
    stop: () => clearInterval(timer),
  };
}
