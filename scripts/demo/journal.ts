import type { JournalEntry } from "@patientcare/zoom-sandbox/control/contract.ts";
import { persist } from "./persist.ts";
import type { Stage } from "./stage.ts";

/**
 * What Zoom's journal says of this visit's meeting. All that were ever made for one visit share the marker in their
 * topic. @throws Error when they are more than one
 */
export async function requireOne({ zoom }: Stage, zoomMeetingId: string): Promise<JournalEntry> {
  const journal = await persist(() => zoom.journal());
  const ours = journal.find(({ id }) => id === zoomMeetingId);
  if (!ours) throw new Error("The sandbox does not know this meeting: the service uses another Zoom");
  const made = journal.filter(({ topic }) => topic === ours.topic).length;
  if (made > 1) throw new Error(`Zoom made ${made} meetings for one appointment`);
  return ours;
}
