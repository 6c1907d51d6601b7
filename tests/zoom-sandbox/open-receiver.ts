import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export type Received = { headers: IncomingHttpHeaders; body: Buffer };

export type Receiver = {
  url: string;
  received: Received[];
  events(): string[];
  payload(event: string): Record<string, Record<string, unknown>>;
  /** The participant in each delivery of this event, e.g. `participant_left`. */
  participants(event: string): Record<string, string>[];
  /** The statuses of the next responses; afterwards 200. */
  statuses: number[];
  answer(body: Buffer): string;
};

/** A webhook receiver that stores each delivery byte for byte. */
export async function openReceiver(): Promise<Receiver> {
  const receiver: Receiver = {
    url: "",
    received: [],
    events: () => receiver.received.map(({ body }) => JSON.parse(body.toString()).event),
    payload(event) {
      const found = receiver.received.find(({ body }) => JSON.parse(body.toString()).event === event);
      return JSON.parse(found?.body.toString() ?? "{}").payload;
    },
    participants: (event) =>
      receiver.received
        .map(({ body }) => JSON.parse(body.toString()))
        .filter((delivery) => delivery.event === `meeting.${event}`)
        .map(({ payload }) => payload.object.participant),
    statuses: [],
    answer: () => "",
  };
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray());
    receiver.received.push({ headers: request.headers, body });
    response.writeHead(receiver.statuses.shift() ?? 200).end(receiver.answer(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return receiver;
}
