import { randomUUID } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { createZoomClient, type Meeting, type ZoomClient } from "@patientcare/zoom-sdk";
import { mintToken, type Signing } from "./mint-token.ts";
import { people, type Role } from "./people.ts";

const startsInMinutes = 5;
const durationMinutes = 30;

type Doctor = { sub: string; email: string; name: string };
type BookedVisit = { meeting: Meeting; doctor: Doctor };
export type SeededVisit = {
  meetingId: string;
  startTime: Date;
  doctor: Doctor;
  hostLink: string;
  patientLink: string;
};
type SeedOptions = {
  url: string;
  signing: Signing;
  /** The file that remembers the visit for the next start. */
  visitFile: string;
};

/** A visit in a few minutes, and the link of each side; the visit of an earlier start when it is still ahead. */
export async function seedVisit({ url, signing, visitFile }: SeedOptions): Promise<SeededVisit> {
  const as = (role: Role, person: { sub: string; email?: string | undefined }) =>
    createZoomClient({ baseUrl: url, token: () => mintToken({ ...person, role }, signing) });
  const service = as("service", people.service);
  const earlier = await findEarlier(service, visitFile);
  const { meeting, doctor } = earlier ?? (await confirmAppointment(service));
  const meetingId = meeting.id;
  if (!earlier) await writeFile(visitFile, `${JSON.stringify({ meetingId, doctor }, null, 2)}\n`);

  const [hostLink, patientLink] = await Promise.all([
    as("doctor", doctor).links.get({ meetingId, role: "host" }),
    as("patient", people.patient).links.get({ meetingId, role: "participant" }),
  ]);
  const { startTime } = meeting;
  return { meetingId, startTime, doctor, hostLink: hostLink.url, patientLink: patientLink.url };
}

async function findEarlier(service: ZoomClient, visitFile: string): Promise<BookedVisit | null> {
  try {
    const { meetingId, doctor } = JSON.parse(await readFile(visitFile, "utf8"));
    const meeting = await service.meetings.get({ meetingId });
    const ahead = ["pending", "scheduled"].includes(meeting.status) && meeting.startTime > new Date();
    return ahead ? { meeting, doctor } : null;
  } catch {
    return null;
  }
}

async function confirmAppointment(service: ZoomClient): Promise<BookedVisit> {
  const id = randomUUID();
  const startTime = new Date(Date.now() + startsInMinutes * 60_000);
  const { patient } = people;
  const confirm = async (doctor: Doctor): Promise<BookedVisit> => {
    const { meeting } = await service.lifecycle.appointmentChanged({
      appointment: {
        id,
        status: "CONFIRMED",
        type: "ONLINE",
        startTime,
        duration: durationMinutes,
        topic: "Follow-up",
        doctor: { id: doctor.sub, name: doctor.name, email: doctor.email },
        patient: { id: patient.sub, name: patient.name, email: patient.email },
        updatedAt: new Date(),
      },
    });
    if (!meeting) throw new Error("the confirmed appointment got no meeting");
    return { meeting, doctor };
  };
  const first = await confirm(people.doctor);
  if (first.meeting.attention !== "no-host") return first;
  // The doctor is busy then, with a visit of an earlier start for instance: another doctor gets this appointment.
  const suffix = id.slice(0, 8);
  return confirm({ sub: `doctor-${suffix}`, email: `d-${suffix}@example.com`, name: "Dr. Lea Okafor" });
}
