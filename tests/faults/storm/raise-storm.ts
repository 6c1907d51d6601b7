import { setTimeout as sleep } from "node:timers/promises";
import type { OwnedCluster } from "@patientcare/zoom-embedded-postgres/start-cluster.ts";
import type { Replicas } from "./open-replicas.ts";

export interface Storm {
  replicas: Replicas;
  replicaCount: number;
  cluster: OwnedCluster;
  kills: number;
  restarts: number;
  random: () => number;
  /** How much of the work is done, from 0 to 1. */
  progress: () => number;
  say: (words: string) => void;
}

/** Kills replicas and restarts PostgreSQL at random moments of the work, independently of each other. */
export async function raiseStorm(storm: Storm): Promise<void> {
  const { replicas, replicaCount, cluster, random, progress, say } = storm;
  const reached = async (moment: number) => {
    while (progress() < moment) await sleep(5);
  };
  const reported = async (what: string, happen: () => Promise<void>) => {
    const [at, begun] = [Math.round(progress() * 100), performance.now()];
    await happen();
    say(`at ${at} % ${what}, and back after ${Math.round(performance.now() - begun)} ms`);
  };
  const killing = async () => {
    for (const moment of momentsOf(storm.kills, random)) {
      await reached(moment);
      await reported("a replica was killed", () =>
        replicas.killAndStart(Math.floor(random() * replicaCount), random() * 300),
      );
    }
  };
  const restarting = async () => {
    for (const moment of momentsOf(storm.restarts, random)) {
      await reached(moment);
      await reported("PostgreSQL was ended", cluster.restartAtOnce);
    }
  };
  await Promise.all([killing(), restarting()]);
}

/** Spread over the work, each at a random place of its part. */
const momentsOf = (count: number, random: () => number): number[] =>
  Array.from({ length: count }, (_, index) => (0.05 + 0.9 * (index + random())) / (count + 0.1));
