import { fork } from "node:child_process";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import superjson from "superjson";
import { expect, onTestFinished, test } from "vitest";
import { aBooking } from "../support/a-booking.ts";
import { createTestDatabase } from "../support/cluster.ts";
import { eventually } from "../support/eventually.ts";
import { clientOf } from "../support/open-app.ts";
import { sizeOf } from "../support/size.ts";
import { testEnvironment } from "../support/test-environment.ts";
import { tokenFor } from "../support/tokens.ts";

const subscribers = sizeOf({ everyday: 5, full: 1_000 });
const waiting = sizeOf({ everyday: 10_000, full: 10_000 });
const mostHeldBytesEach = 100_000;
// What the first reading brings to life, whoever reads.
const onceBytes = 12_000_000;

async function startMeasured() {
  const database = await createTestDatabase();
  const env = {
    ...testEnvironment(database.url, {
      apiUrl: "http://localhost:9/v2",
      oauthUrl: "http://localhost:9/oauth/token",
    }),
    ROLE: "web",
  };
  const child = fork(resolve(import.meta.dirname, "measured-server.ts"), { env, execArgv: ["--expose-gc"] });
  onTestFinished(async () => {
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
    await database.drop();
  });
  const [{ port }] = await once(child, "message");
  const ask = async <Answer>(question: string): Promise<Answer> => {
    child.send(question);
    return (await once(child, "message"))[0];
  };
  const cpuMicros = async () => (await ask<{ cpuMicros: number }>("cpu")).cpuMicros;
  /** What it holds once it has nothing more to do for its subscribers. */
  const finish = async () => {
    for (let before = await cpuMicros(), now = 0; ; before = now) {
      // The passage of time is meant: how busy it is shows over a while.
      await sleep(500);
      now = await cpuMicros();
      if (now - before < 100_000) return ask<{ heldBytes: number }>("measure");
    }
  };
  return { url: `http://localhost:${port}`, port: Number(port), databaseUrl: database.url, finish: finish };
}

test(`${subscribers} subscribers that read nothing cost the same whether nothing or ${waiting} events wait for each`, async () => {
  const server = await startMeasured();
  const database = new Client({ connectionString: server.databaseUrl });
  await database.connect();
  onTestFinished(() => database.end());
  const service = await clientOf(server.url, "service");
  const { id } = await service.meetings.create(aBooking({ waitMs: 0 }));

  const sockets: Socket[] = [];
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
  });
  const input = encodeURIComponent(JSON.stringify(superjson.serialize({})));
  for (let opened = 0; opened < subscribers; opened++) {
    const socket = connect(server.port, "localhost");
    sockets.push(socket);
    await once(socket, "connect");
    // One service may have a hundred.
    const token = await tokenFor({ role: "service", sub: `subscriber-${Math.floor(opened / 100)}` });
    socket.write(
      `GET /trpc/lifecycle.events?input=${input} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`,
    );
    await once(socket, "data");
    socket.pause();
  }
  const idle = await server.finish();
  await database.query(
    `insert into meeting_events (id, meeting_id, effect_key, type, occurred_at, source)
    select gen_random_uuid(), $1, 'wait:' || n, 'changed', now(), 'api' from generate_series(1, $2::int) n`,
    [id, waiting],
  );
  // Everybody has been sent more than they take: now the service must wait for them.
  await eventually(() => {
    for (const socket of sockets) expect(socket.bytesRead).toBeGreaterThan(16_000);
  }, 3_000_000);
  await eventually(async () => {
    const full = await server.finish();
    expect(full.heldBytes - idle.heldBytes).toBeLessThan(onceBytes + subscribers * mostHeldBytesEach);
  }, 60_000);
}, 3_600_000);
