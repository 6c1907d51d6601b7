import type { RequestListener } from "node:http";
import type { Socket } from "node:net";

/** How many requests of one connection may wait for their answers. */
export const maxUnanswered = 16;
// The number that Node's parser takes for "leave the rest alone".
const isUpgrade = 2;

/**
 * Ends a connection that sends more requests than this without waiting for their answers. Node reads some thousand of
 * them at once: the answers to all but the first would be held in memory, and nobody else would be served meanwhile. No
 * browser, proxy or SDK sends so many.
 */
export function boundUnanswered(listener: RequestListener): RequestListener {
  const unanswered = new WeakMap<Socket, number>();
  const add = (socket: Socket, change: 1 | -1): number => {
    const count = (unanswered.get(socket) ?? 0) + change;
    unanswered.set(socket, count);
    return count;
  };
  // An answer that is written while Node still goes through what it read has not reached its reader.
  let written: Socket[] = [];
  const forgetWritten = () => {
    for (const socket of written) add(socket, -1);
    written = [];
  };
  return (incoming, outgoing) => {
    const { socket } = incoming;
    // Of a connection that has ended, Node still hands on the requests it had read.
    if (socket.destroyed) return;
    if (add(socket, 1) > maxUnanswered) {
      stopReading(socket);
      socket.destroy();
      return;
    }
    outgoing.once("close", () => {
      if (written.push(socket) === 1) setImmediate(forgetWritten);
    });
    return listener(incoming, outgoing);
  };
}

/**
 * Node goes through all that it read of a connection, also when that is ended meanwhile; for thousands of requests that
 * takes a tenth of a second. Its parser stops where a request is an upgrade, which this tells it of the next one.
 */
function stopReading(socket: Socket): void {
  const parser: unknown = Reflect.get(socket, "parser");
  if (typeof parser === "object" && parser !== null) Reflect.set(parser, "onIncoming", () => isUpgrade);
}
