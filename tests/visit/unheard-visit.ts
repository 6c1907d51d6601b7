import type { Meeting } from "../links/a-visit.ts";
import type { OpenApp } from "../support/open-app.ts";
import { people } from "../support/tokens.ts";
import { momentsBefore, zoomIdOf } from "./follow.ts";

/** Doctor and patient meet, no delivery comes until Zoom resumes them, and Zoom knows of no past instance. */
export async function playUnheard({ zoom: { control } }: OpenApp, meeting: Meeting): Promise<void> {
  const id = zoomIdOf(meeting);
  const since = momentsBefore();
  const body = { code: 3001, message: "Meeting does not exist." };
  const match = { method: "GET", path: `/past_meetings/${id}/` };
  await control.addFault({ kind: "status", status: 404, body, times: -1, match });
  await control.pause();
  await control.start(id, since(300));
  await control.join(id, { name: "Sam", email: people.patient.email, ...since(290) });
  await control.end(id, since(200));
}
