import type { Appointment, Meeting } from "@patientcare/zoom-sdk";
import { note } from "./narrate.ts";
import { persist } from "./persist.ts";
import type { Stage } from "./stage.ts";
import { waitFor } from "./wait-for.ts";

const makingMs = 3 * 60_000;

/** Tells the service of the appointment, as often as needed: the same words change nothing. */
export async function tell({ service }: Stage, appointment: Appointment): Promise<Meeting> {
  const { meeting } = await persist(() => service.lifecycle.appointmentChanged({ appointment }));
  if (!meeting)
    throw new Error("The service made no meeting of the appointment: its time has passed meanwhile");
  return meeting;
}

/** Tells of the appointment and waits until Zoom holds its meeting. */
export async function book(
  stage: Stage,
  appointment: Appointment,
): Promise<Meeting & { zoomMeetingId: string }> {
  const meeting = await tell(stage, appointment);
  if (meeting.status === "pending")
    note("Zoom has not made it yet, or its answer was lost; the service sees to it");
  return untilAtZoom(stage, meeting.id);
}

export const untilAtZoom = (
  { service }: Stage,
  meetingId: string,
): Promise<Meeting & { zoomMeetingId: string }> =>
  waitFor(
    "Zoom has made the meeting",
    async () => {
      const meeting = await service.meetings.get({ meetingId });
      if (meeting.status === "failed") throw new Error(`Zoom refused the meeting: ${meeting.attention}`);
      const { zoomMeetingId } = meeting;
      return zoomMeetingId === null ? null : { ...meeting, zoomMeetingId };
    },
    { withinMs: makingMs },
  );
