import type { JournalEntry } from "@patientcare/zoom-sandbox/control/contract.ts";
import type { Appointment, Meeting } from "@patientcare/zoom-sdk";
import { note } from "./narrate.ts";
import { persist, waitFor } from "./persist.ts";
import type { Stage } from "./stage.ts";

const maxWaitMs = 3 * 60_000;

type MeetingAtZoom = Meeting & { zoomMeetingId: string };

/** Sends the appointment to the service, as often as needed: a repeated appointment changes nothing. */
export async function sendAppointment({ service }: Stage, appointment: Appointment): Promise<Meeting> {
  const { meeting } = await persist(() => service.lifecycle.appointmentChanged({ appointment }));
  if (!meeting)
    throw new Error("The service made no meeting of the appointment: its time has passed meanwhile");
  return meeting;
}

/** Sends the appointment and waits until Zoom holds its meeting. */
export async function book(stage: Stage, appointment: Appointment): Promise<MeetingAtZoom> {
  const meeting = await sendAppointment(stage, appointment);
  if (meeting.status === "pending")
    note("Zoom has not made it yet, or its answer was lost; the service sees to it");
  return untilAtZoom(stage, meeting.id);
}

export const untilAtZoom = ({ service }: Stage, meetingId: string): Promise<MeetingAtZoom> =>
  waitFor(
    "Zoom has made the meeting",
    async () => {
      const meeting = await service.meetings.get({ meetingId });
      if (meeting.status === "failed") throw new Error(`Zoom rejected the meeting: ${meeting.attention}`);
      const { zoomMeetingId } = meeting;
      return zoomMeetingId === null ? null : { ...meeting, zoomMeetingId };
    },
    { maxWaitMs },
  );

/**
 * The entry of this meeting in the sandbox's journal. All meetings that were ever made for one visit share the marker
 * in their topic. @throws Error when there is more than one
 */
export async function requireOne({ zoom }: Stage, zoomMeetingId: string): Promise<JournalEntry> {
  const journal = await persist(() => zoom.journal());
  const entry = journal.find(({ id }) => id === zoomMeetingId);
  if (!entry) throw new Error("The sandbox does not know this meeting: the service uses another Zoom");
  const made = journal.filter(({ topic }) => topic === entry.topic).length;
  if (made > 1) throw new Error(`Zoom made ${made} meetings for one appointment`);
  return entry;
}
