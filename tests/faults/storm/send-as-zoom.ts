import { setTimeout as sleep } from "node:timers/promises";
import { limitAtOnce } from "@patientcare/zoom-server/operations/events/feed/limit-at-once.ts";
import { sizeOf } from "../../support/size.ts";
import { deliver, signed } from "../../webhooks/deliver.ts";

const atOnce = 24;
/** Zoom sends again after 5, another 20 and another 60 minutes; fifty and more times as fast here. */
const pausesMs = [5, 20, 60].map((minutes) => minutes * sizeOf({ everyday: 300, full: 600 }));
/** Then Zoom gives up. Faults as dense as here hit a few that often: those are sent on, and counted. */
const beyondZoomMs = [3_000, 3_000, 3_000, 3_000, 3_000];

interface Sent {
  /** Bodies that were acknowledged. */
  accepted: string[];
  /** How many were acknowledged only after Zoom would have given up. */
  late: number;
  /** Of each that was never acknowledged: how its tries were answered, 0 for not at all. */
  lost: string[];
  /** Status codes for which Zoom sends nothing again: none is right here. */
  refused: number[];
  tries: number;
}

export interface Sender {
  sent: Sent;
  done: Promise<void>;
}

/** Sends each body to the next address in turn, and again by Zoom's rule: after a 5xx, and when nobody answers. */
export function sendAsZoom(
  bodies: readonly string[],
  { nextUrl, perSecond }: { nextUrl: () => string; perSecond: number },
): Sender {
  const sent: Sent = { accepted: [], late: 0, lost: [], refused: [], tries: 0 };
  const inTurn = limitAtOnce(atOnce);

  const tryOnce = async (body: string): Promise<number> => {
    sent.tries += 1;
    try {
      const response = await deliver(nextUrl(), body, signed(body));
      await response.arrayBuffer();
      return response.status;
    } catch {
      return 0;
    }
  };
  const again = async (body: string, first: number): Promise<void> => {
    let status = first;
    const reported = [first];
    for (const pauseMs of [...pausesMs, ...beyondZoomMs]) {
      if (status !== 0 && status < 500) break;
      await sleep(pauseMs);
      status = await inTurn(() => tryOnce(body));
      reported.push(status);
    }
    if (status === 200) {
      sent.accepted.push(body);
      if (reported.length > pausesMs.length + 1) sent.late += 1;
    } else if (status === 0 || status >= 500) sent.lost.push(reported.join(", "));
    else sent.refused.push(status);
  };
  const sendAll = async (): Promise<void> => {
    const begun = performance.now();
    const firstTries = new Set<Promise<unknown>>();
    const ends: Promise<void>[] = [];
    for (const [index, body] of bodies.entries()) {
      const earlyMs = (index / perSecond) * 1_000 - (performance.now() - begun);
      if (earlyMs > 1) await sleep(earlyMs);
      if (firstTries.size >= atOnce) await Promise.race(firstTries);
      const first = inTurn(() => tryOnce(body)).finally(() => firstTries.delete(first));
      firstTries.add(first);
      ends.push(first.then((status) => again(body, status)));
    }
    await Promise.all(ends);
  };
  return { sent, done: sendAll() };
}
