import { randomUUID } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { mutate, query } from "./call-procedure.ts";
import { mintToken, type Signing } from "./mint-token.ts";
import { people } from "./people.ts";

const startsInMinutes = 5;
const durationMinutes = 30;

type Doctor = { sub: string; email: string; name: string };
type Meeting = { id: string; startTime: string; status: string; attention: string | null };
export type SeededVisit = {
  meetingId: string;
  startTime: string;
  doctor: Doctor;
  hostLink: string;
  patientLink: string;
};
type SeedOptions = { url: string; signing: Signing; keepIn: string };

/** A visit in a few minutes, and the link of each side; that of an earlier start when it is still ahead. */
export async function seedVisit({ url, signing, keepIn }: SeedOptions): Promise<SeededVisit> {
  const as = async (role: string, person: { sub: string; email?: string | undefined }) => ({
    url,
    token: await mintToken({ ...person, role }, signing),
  });
  const service = await as("service", people.service);
  const found = await findEarlier(service, keepIn);
  const { meeting, doctor } = found ?? (await confirmAppointment(service));
  if (!found) await writeFile(keepIn, `${JSON.stringify({ meetingId: meeting.id, doctor }, null, 2)}\n`);

  const link = async (caller: { url: string; token: string }, role: string) => {
    const answer = await query<{ url: string }>(caller, "links.get", { meetingId: meeting.id, role });
    return answer.url;
  };
  const [hostLink, patientLink] = await Promise.all([
    as("doctor", doctor).then((caller) => link(caller, "host")),
    as("patient", people.patient).then((caller) => link(caller, "participant")),
  ]);
  return { meetingId: meeting.id, startTime: meeting.startTime, doctor, hostLink, patientLink };
}

type Caller = { url: string; token: string };

async function findEarlier(
  service: Caller,
  keepIn: string,
): Promise<{ meeting: Meeting; doctor: Doctor } | null> {
  try {
    const { meetingId, doctor } = JSON.parse(await readFile(keepIn, "utf8"));
    const meeting = await query<Meeting>(service, "meetings.get", { meetingId });
    const ahead =
      ["pending", "scheduled"].includes(meeting.status) && Date.parse(meeting.startTime) > Date.now();
    return ahead ? { meeting, doctor } : null;
  } catch {
    return null;
  }
}

async function confirmAppointment(service: Caller): Promise<{ meeting: Meeting; doctor: Doctor }> {
  const id = randomUUID();
  const startTime = new Date(Date.now() + startsInMinutes * 60_000).toISOString();
  const confirm = async (doctor: Doctor) => {
    const { patient } = people;
    const appointment = {
      id,
      status: "CONFIRMED",
      type: "ONLINE",
      startTime,
      duration: durationMinutes,
      topic: "Follow-up",
      doctor: { id: doctor.sub, name: doctor.name, email: doctor.email },
      patient: { id: patient.sub, name: patient.name, email: patient.email },
      updatedAt: new Date().toISOString(),
    };
    const answer = await mutate<{ meeting: Meeting | null }>(service, "lifecycle.appointmentChanged", {
      appointment,
    });
    if (!answer.meeting) throw new Error("the confirmed appointment got no meeting");
    return { meeting: answer.meeting, doctor };
  };
  const first = await confirm(people.doctor);
  if (first.meeting.attention !== "no-host") return first;
  // The doctor is busy then, with a visit of an earlier start for instance: another one takes this appointment.
  const suffix = id.slice(0, 8);
  return confirm({ sub: `doctor-${suffix}`, email: `d-${suffix}@example.com`, name: "Dr. Lea Okafor" });
}
