import { resolve } from "node:path";
import { runLoadProcess } from "../run-load-process.ts";
import type { Attack } from "./attacks.ts";

export type AttackJob = Omit<Attack, "name"> & {
  url: string;
  connections: number;
  seconds: number;
  /** Requests of a connection that wait for their answers at a time; null: as many as the connection takes. */
  perConnection: number | null;
};

export type AttackFigures = {
  answers: number;
  /** How many connections were opened; more than the attack holds, where the service ended some. */
  connections: number;
};

const attackScript = resolve(import.meta.dirname, "attack-process.ts");

/** Attacks a server from another process. */
export const runAttack = (job: AttackJob): Promise<AttackFigures> =>
  runLoadProcess<AttackFigures>(attackScript, job);
