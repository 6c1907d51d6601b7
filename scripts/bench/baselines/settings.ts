import { type MeetingRead, meetingReads } from "./meeting-reads.ts";

export type BaselineSettings = {
  port: number;
  databaseUrl: string;
  read: MeetingRead;
  /** Whether each answer waits for a row in the log. */
  logged: boolean;
  /** HS256, issuer and audience of the tokens. */
  jwtSecret: string;
  issuer: string;
  audience: string;
};

/** As many as the service's pool holds. */
export const maxConnections = 10;

export function readSettings(env: NodeJS.ProcessEnv = process.env): BaselineSettings {
  const read = env.READ ?? "";
  if (read !== "rest" && read !== "rpc") throw new Error("READ must be rest or rpc");
  return {
    port: Number(env.PORT),
    databaseUrl: env.DATABASE_URL ?? "",
    read: meetingReads[read],
    logged: env.LOGGED === "yes",
    jwtSecret: env.JWT_SECRET ?? "",
    issuer: env.JWT_ISSUER ?? "",
    audience: env.JWT_AUDIENCE ?? "",
  };
}
