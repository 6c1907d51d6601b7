import { setTimeout as sleep } from "node:timers/promises";
import type { SandboxControl } from "@patientcare/zoom-sandbox/control-client.ts";
import type { BookedVisit } from "./call-visit.ts";
import type { Caller } from "./caller.ts";

const talkMs = 1_000;

/** Doctor and patient follow their links into the room, talk and leave; their open pages are streamed meanwhile. */
export async function holdVisit(
  { zoomMeetingId, links }: BookedVisit,
  { baseUrl, caller, control }: { baseUrl: string; caller: Caller; control: SandboxControl },
): Promise<void> {
  const pages = new AbortController();
  const streams = links.map((link) => readPageStream(baseUrl, link, pages.signal));
  for (const link of links) await caller.click("POST", link);
  if (zoomMeetingId !== null) await meet(control, zoomMeetingId);
  pages.abort();
  await Promise.all(streams);
}

/** The six deliveries that Zoom sends of a visit, which come again when the service does not take them. */
async function meet(control: SandboxControl, zoomMeetingId: string): Promise<void> {
  // A meeting that was made again meanwhile has another id at Zoom.
  const started = await control.start(zoomMeetingId).catch(() => null);
  if (!started) return;
  const patient = await control.join(zoomMeetingId, { name: "Sam Rivers" });
  await sleep(talkMs);
  await control.leave(zoomMeetingId, patient.userId);
  await control.leave(zoomMeetingId, started.userId);
}

async function readPageStream(baseUrl: string, link: string, signal: AbortSignal): Promise<void> {
  try {
    const response = await fetch(`${baseUrl}${new URL(link).pathname}/events`, { signal });
    for await (const _ of response.body ?? []);
  } catch {
    // Aborted, or cut by a fault: a browser would open it again.
  }
}
