import { availableParallelism, cpus, totalmem } from "node:os";

/** Figures mean little without it. */
export const describeMachine = (postgresVersion: string) => ({
  cpu: cpus()[0]?.model.trim() ?? "unknown",
  cores: availableParallelism(),
  memoryGb: Math.round(totalmem() / 1024 ** 3),
  node: process.version,
  postgres: postgresVersion,
});

export const machineLine = ({ cpu, cores, memoryGb, node, postgres }: ReturnType<typeof describeMachine>) =>
  `${cpu}, ${cores} cores, ${memoryGb} GB; Node ${node}; PostgreSQL ${postgres}, fsync on`;
