import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";

/** How many requests are begun before the event loop goes on. */
export const maxRequestsPerTurn = 32;

/**
 * Begins few requests at a time, in the order they came: what does not pass through here, such as a delivery, gets in
 * between, however many connections are full of requests.
 */
export function requestsInTurns(listener: RequestListener): RequestListener {
  const waiting: [incoming: IncomingMessage, outgoing: ServerResponse][] = [];
  let begun = 0;

  const nextTurn = () => {
    const next = waiting.splice(0, maxRequestsPerTurn);
    begun = next.length;
    if (begun > 0) setImmediate(nextTurn);
    for (const [incoming, outgoing] of next) if (!incoming.socket.destroyed) listener(incoming, outgoing);
  };
  return (incoming, outgoing) => {
    if (begun >= maxRequestsPerTurn) {
      waiting.push([incoming, outgoing]);
      return;
    }
    if (begun++ === 0) setImmediate(nextTurn);
    return listener(incoming, outgoing);
  };
}
