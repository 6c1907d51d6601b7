import { connect } from "node:net";
import { answerLoadJob } from "../answer-load-job.ts";
import type { AttackFigures, AttackJob } from "./run-attack.ts";

// The system hands the service at most this much at once.
const blockBytes = 64 * 1024;
const answerStart = "HTTP/1.1 ";

// Started by run-attack.ts.
answerLoadJob(attack);

/** Keeps so many connections full of requests, whatever becomes of the answers; one that ends is opened again. */
async function attack({ url, connections, seconds, request, reads, perConnection }: AttackJob) {
  const { hostname, port } = new URL(url);
  const repeats = perConnection ?? Math.max(Math.floor(blockBytes / request.length), 17);
  const block = Buffer.from(request.repeat(repeats));
  const figures: AttackFigures = { answers: 0, connections: 0 };
  const endsAt = performance.now() + seconds * 1_000;
  const isOver = () => performance.now() >= endsAt;

  const connectOnce = (): Promise<void> => {
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    const timer = setTimeout(() => socket.destroy(), Math.max(endsAt - performance.now(), 0));
    let waiting = 0;
    const fill = () => {
      // One that keeps to the bound waits for the answers; the others write what the connection takes.
      waiting += repeats;
      while (socket.write(block) && !perConnection && !isOver());
    };
    socket.once("connect", () => {
      figures.connections++;
      fill();
    });
    socket.on("drain", () => {
      if (!perConnection) fill();
    });
    if (reads) {
      socket.setEncoding("latin1").on("data", (text: unknown) => {
        const count = String(text).split(answerStart).length - 1;
        figures.answers += count;
        waiting -= count;
        if (perConnection && waiting <= 0) fill();
      });
    }
    socket.on("error", () => {});
    socket.once("close", () => {
      clearTimeout(timer);
      resolve();
    });
    return ended;
  };

  const keepOne = async () => {
    while (!isOver()) await connectOnce();
  };
  await Promise.all(Array.from({ length: connections }, keepOne));
  return figures;
}
