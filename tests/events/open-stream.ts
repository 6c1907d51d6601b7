import type { MeetingEvent } from "@patientcare/zoom-sdk";
import superjson from "superjson";
import { onTestFinished } from "vitest";
import { readEventStream, type StreamMessage } from "../../sdk/src/read-event-stream.ts";
import { eventually } from "../support/eventually.ts";

export interface OpenStream {
  response: Response;
  messages: StreamMessage[];
  events(): MeetingEvent[];
  /** The stream ended, and the service ended it. */
  ended: Promise<void>;
  /** Waits until so many events have come. */
  have(count: number): Promise<MeetingEvent[]>;
  close(): void;
}

/** The stream of events as bytes over HTTP, without the SDK. Ends with the test. */
export async function openStream(
  url: string,
  token: string,
  input: unknown = {},
  headers: Record<string, string> = {},
): Promise<OpenStream> {
  const connection = new AbortController();
  onTestFinished(() => connection.abort());
  const sent = encodeURIComponent(JSON.stringify(superjson.serialize(input)));
  const response = await fetch(`${url}/trpc/lifecycle.events?input=${sent}`, {
    headers: { authorization: `Bearer ${token}`, accept: "text/event-stream", ...headers },
    signal: connection.signal,
  });
  const reader = response.body?.getReader();
  const messages: StreamMessage[] = [];
  const ended = (async () => {
    for await (const message of readEventStream(async () => (await reader?.read())?.value))
      messages.push(message);
  })();
  ended.catch(() => {});
  const events = () =>
    messages
      .filter(({ event }) => event === "message")
      .map(({ data }) => superjson.deserialize<MeetingEvent>(JSON.parse(data)));
  return {
    response,
    messages,
    events,
    ended,
    have: (count) =>
      eventually(() => {
        if (events().length < count) throw new Error(`Only ${events().length} of ${count} events came`);
        return events();
      }),
    close: () => connection.abort(),
  };
}
