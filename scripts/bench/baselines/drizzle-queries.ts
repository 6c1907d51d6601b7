import { and, eq, isNull, sql } from "drizzle-orm";
import type { NodePgDatabase } from "drizzle-orm/node-postgres";
import { alias } from "drizzle-orm/pg-core";
import { appointments, joinLinks, meetings, participants, persons } from "./drizzle-tables.ts";

const doctor = alias(persons, "d");
const patient = alias(persons, "p");
const host = alias(participants, "h");
const guest = alias(participants, "g");
const hostLink = alias(joinLinks, "hl");
const guestLink = alias(joinLinks, "pl");

/** The same as `meetingReads.rpc`. */
export const prepareRpc = (db: NodePgDatabase) =>
  db
    .select({
      id: meetings.id,
      appointmentId: meetings.appointmentId,
      appointmentStatus: appointments.status,
      zoomMeetingId: meetings.zoomMeetingId,
      topic: meetings.topic,
      startTime: meetings.startTime,
      duration: meetings.duration,
      timezone: meetings.timezone,
      status: meetings.status,
      outcome: meetings.outcome,
      outcomeBy: sql<string | null>`case when ${meetings.outcome} is not null then 'evidence' end`,
      evidenceOutcome: meetings.evidenceOutcome,
      disputed: meetings.disputed,
      hostEmail: meetings.hostEmail,
      participantEmail: guest.email,
      participantName: guest.name,
      attention: sql<
        string | null
      >`(select kind from meeting_attentions where meeting_id = ${meetings.id} limit 1)`,
      attentions: sql<string[]>`array(select kind from meeting_attentions where meeting_id = ${meetings.id})`,
      createdAt: meetings.createdAt,
      updatedAt: meetings.updatedAt,
    })
    .from(meetings)
    .innerJoin(appointments, eq(appointments.id, meetings.appointmentId))
    .innerJoin(doctor, eq(doctor.id, appointments.doctorId))
    .innerJoin(patient, eq(patient.id, appointments.patientId))
    .innerJoin(
      guest,
      and(eq(guest.meetingId, meetings.id), eq(guest.kind, "patient"), isNull(guest.removedAt)),
    )
    .where(eq(meetings.id, sql.placeholder("id")))
    .prepare("read_rpc");

/** The same as `meetingReads.rest`. */
export const prepareRest = (db: NodePgDatabase) =>
  db
    .select({
      id: meetings.id,
      meetingId: meetings.zoomMeetingId,
      appointmentId: meetings.appointmentId,
      topic: meetings.topic,
      startTime: meetings.startTime,
      duration: meetings.duration,
      password: meetings.password,
      status: meetings.status,
      hostEmail: meetings.hostEmail,
      doctorName: host.name,
      patientEmail: guest.email,
      patientName: guest.name,
      hostToken: hostLink.token,
      patientToken: guestLink.token,
      createdAt: meetings.createdAt,
      updatedAt: meetings.updatedAt,
    })
    .from(meetings)
    .innerJoin(appointments, eq(appointments.id, meetings.appointmentId))
    .innerJoin(doctor, eq(doctor.id, appointments.doctorId))
    .innerJoin(patient, eq(patient.id, appointments.patientId))
    .innerJoin(host, and(eq(host.meetingId, meetings.id), eq(host.kind, "doctor"), isNull(host.removedAt)))
    .innerJoin(
      guest,
      and(eq(guest.meetingId, meetings.id), eq(guest.kind, "patient"), isNull(guest.removedAt)),
    )
    .leftJoin(hostLink, and(eq(hostLink.participantId, host.id), isNull(hostLink.revokedAt)))
    .leftJoin(guestLink, and(eq(guestLink.participantId, guest.id), isNull(guestLink.revokedAt)))
    .where(eq(meetings.id, sql.placeholder("id")))
    .prepare("read_rest");
