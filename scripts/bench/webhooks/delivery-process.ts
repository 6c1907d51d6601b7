import { answerLoadJob } from "../answer-load-job.ts";
import { percentile } from "../percentile.ts";
import { type Connection, openConnection } from "./connection.ts";
import type { DeliveryFigures, DeliveryJob } from "./send-deliveries.ts";
import { signedDelivery } from "./signed-delivery.ts";

const pumpEveryMs = 1;

// Started by send-deliveries.ts.
answerLoadJob(measure);

async function measure(job: DeliveryJob): Promise<DeliveryFigures> {
  const { hostname, port, host } = new URL(job.url);
  const sender = { host, secret: job.secret, run: `${Date.now().toString(36)}-` };
  const signed = Array.from({ length: job.signedBefore }, (_, number) => signedDelivery(sender, number));
  const startedAt = performance.now();
  const measuredFrom = startedAt + job.warmUpSeconds * 1000;
  const endsAt = measuredFrom + job.seconds * 1000;
  const durations: number[] = [];
  const figures = { stored: 0, errors: 0, signedLate: 0 };
  let next = 0;

  const nextDelivery = (): Buffer => {
    const ready = signed[next];
    // Frees what has been sent.
    signed[next] = Buffer.alloc(0);
    if (!ready) figures.signedLate++;
    return ready ?? signedDelivery(sender, next);
  };
  const send = async (connection: Connection, dueAt: number): Promise<void> => {
    const request = nextDelivery();
    next++;
    const status = await connection.send(request);
    const now = performance.now();
    if (status === 200) figures.stored++;
    else figures.errors++;
    if (now >= measuredFrom && now < endsAt) durations.push(now - dueAt);
  };

  const connections = await Promise.all(
    Array.from({ length: job.connections }, () => openConnection(hostname, Number(port))),
  );
  const isOver = () => performance.now() >= endsAt;
  if (job.perSecond === null) {
    await Promise.all(
      connections.map(async (connection) => {
        while (!isOver()) await send(connection, performance.now());
      }),
    );
  } else {
    await sendAtRate(connections, job.perSecond, isOver, send);
  }
  for (const connection of connections) connection.close();
  const sorted = Float64Array.from(durations).sort();
  return {
    ...figures,
    perSecond: sorted.length / job.seconds,
    p50Ms: percentile(sorted, 0.5),
    p99Ms: percentile(sorted, 0.99),
  };
}

/** Each delivery has its moment; one for which no connection is free waits, and its wait counts. */
async function sendAtRate(
  connections: readonly Connection[],
  perSecond: number,
  isOver: () => boolean,
  send: (connection: Connection, dueAt: number) => Promise<void>,
): Promise<void> {
  const free = [...connections];
  const startedAt = performance.now();
  let sent = 0;
  const pump = (): void => {
    const due = Math.floor(((performance.now() - startedAt) / 1000) * perSecond);
    for (; sent < due && !isOver(); sent++) {
      const connection = free.pop();
      if (!connection) return;
      void send(connection, startedAt + (sent * 1000) / perSecond).then(() => {
        free.push(connection);
        pump();
      });
    }
  };
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const timer = setInterval(() => {
    if (!isOver()) return pump();
    if (free.length < connections.length) return;
    clearInterval(timer);
    resolve();
  }, pumpEveryMs);
  await ended;
}
