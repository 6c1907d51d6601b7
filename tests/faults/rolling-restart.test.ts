import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { Agent, type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { aBooking } from "../support/a-booking.ts";
import { eventually } from "../support/eventually.ts";
import { sizeOf } from "../support/size.ts";
import { people, tokenFor } from "../support/tokens.ts";
import { openWorld } from "./open-world.ts";
import { type ServerProcess, startServerProcess } from "./server-process.ts";
import { type Balancer, startBalancer } from "./start-balancer.ts";

// Four services beside each other and a balancer: only the full run takes the time.
const isFull = sizeOf({ everyday: false, full: true });
const perSecond = 500;
const replicaCount = 3;
const drainSeconds = 2;
const connections = 50;
const maxAnswerMs = 30_000;
const sendEveryMs = 10;
// One request of so many books a visit.
const bookingEvery = 50;
const timeoutMs = 240_000;

interface Answer {
  status: number;
  body: string;
}

async function send(
  agent: Agent,
  url: string,
  { headers, body }: { headers: Record<string, string>; body: object | null },
): Promise<Answer> {
  const sending = request(url, { method: body ? "POST" : "GET", headers, agent });
  sending.setTimeout(maxAnswerMs, () => sending.destroy(new Error("no answer in time")));
  sending.end(body ? JSON.stringify(body) : undefined);
  const [response]: IncomingMessage[] = await once(sending, "response");
  if (!response) throw new Error("no answer");
  return { status: response.statusCode ?? 0, body: await text(response) };
}

interface Load {
  sent(): number;
  /** What was answered otherwise than it must be. */
  failed: string[];
  /** The visits whose booking was answered. */
  booked: string[];
  stop(): Promise<void>;
}

/** Reads and books at a steady rate, over connections that stay open. */
async function startLoad({ url }: Balancer, meetingId: string): Promise<Load> {
  const authorization = `Bearer ${await tokenFor(people.service)}`;
  const headers = { authorization, "content-type": "application/json" };
  const [failed, booked]: [string[], string[]] = [[], []];
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  async function call(number: number): Promise<void> {
    const appointmentId = randomUUID();
    const hostEmail = `doctor-${number}@clinic.example`;
    const isBooking = number % bookingEvery === 0;
    const [path, body] = isBooking
      ? ["/api/zoom/meetings", aBooking({ appointmentId, hostEmail, waitMs: 0 })]
      : number % 2 === 0
        ? ["/trpc/meetings.get", { json: { meetingId } }]
        : [`/api/zoom/meetings/${meetingId}`, null];
    const answer = await send(agent, url + path, { headers, body }).catch(String);
    if (typeof answer === "string") failed.push(`${path}: ${answer}`);
    else if (answer.status >= 300) failed.push(`${path}: ${answer.status} ${answer.body}`);
    else if (isBooking) booked.push(appointmentId);
  }
  const running = new Set<Promise<void>>();
  const startedAt = performance.now();
  let sent = 0;
  const timer = setInterval(() => {
    const due = ((performance.now() - startedAt) / 1_000) * perSecond;
    for (; sent < due; sent += 1) {
      const calling = call(sent).finally(() => running.delete(calling));
      running.add(calling);
    }
  }, sendEveryMs);
  return {
    sent: () => sent,
    failed,
    booked,
    async stop() {
      clearInterval(timer);
      await Promise.all(running);
      agent.destroy();
    },
  };
}

test.skipIf(!isFull)(
  `${replicaCount} replicas that are restarted in turn answer each of ${perSecond} requests a second`,
  async () => {
    await using world = await openWorld();
    await using balancer = await startBalancer();
    const environment = { ...world.environment, DRAIN_SECONDS: String(drainSeconds) };
    const start = async (): Promise<ServerProcess> => {
      const replica = await startServerProcess(environment);
      balancer.add(replica.url);
      return replica;
    };
    const replicas = [await start(), await start(), await start()];
    const [first] = replicas;
    const { id } = (await first?.service.meetings.create(aBooking())) ?? { id: "" };
    await eventually(async () => {
      const answers = replicas.map(({ url }) => fetch(`${url}/readyz`));
      for (const { status } of await Promise.all(answers)) expect(status).toBe(200);
    });
    const load = await startLoad(balancer, id);
    try {
      await sleep(1_000);
      for (const replica of replicas) {
        expect(await replica.stop()).toBe(0);
        balancer.remove(replica.url);
        const next = await start();
        await eventually(() => expect(balancer.reused.get(next.url)).toBeGreaterThan(0), 20_000);
      }
    } finally {
      await load.stop();
    }
    expect({ failed: load.failed, broken: balancer.broken }).toEqual({ failed: [], broken: [] });
    expect(load.sent()).toBeGreaterThan(perSecond * replicaCount * drainSeconds);
    for (const { url } of replicas) expect(balancer.reused.get(url)).toBeGreaterThan(0);
    const kept = await world.db.selectFrom("zoom_meetings").select("appointment_id").execute();
    expect(kept.map(({ appointment_id }) => appointment_id)).toEqual(expect.arrayContaining(load.booked));
    await world.settled();
  },
  timeoutMs,
);
