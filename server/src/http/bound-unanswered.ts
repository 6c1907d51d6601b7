import type { RequestListener } from "node:http";
import type { Socket } from "node:net";

/** How many requests of one connection may wait for their answers. */
export const maxUnanswered = 16;

/**
 * Ends a connection that sends more requests than this without waiting for their answers. Node reads some thousand of
 * them at once, and the answers to all but the first would be held in memory. No browser, proxy or SDK sends so many.
 */
export function boundUnanswered(listener: RequestListener): RequestListener {
  const unanswered = new WeakMap<Socket, number>();
  const add = (socket: Socket, change: 1 | -1): number => {
    const count = (unanswered.get(socket) ?? 0) + change;
    unanswered.set(socket, count);
    return count;
  };
  return (incoming, outgoing) => {
    const { socket } = incoming;
    // Of a connection that has ended, Node still hands on the requests it had read.
    if (socket.destroyed) return;
    if (add(socket, 1) > maxUnanswered) {
      socket.destroy();
      return;
    }
    outgoing.once("close", () => add(socket, -1));
    return listener(incoming, outgoing);
  };
}
