import { boolean, integer, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";

const time = (name: string) => timestamp(name, { withTimezone: true });

export const persons = pgTable("persons", {
  id: uuid("id").primaryKey(),
});

export const appointments = pgTable("appointments", {
  id: uuid("id").primaryKey(),
  status: text("status").notNull(),
  doctorId: uuid("doctor_id").notNull(),
  patientId: uuid("patient_id").notNull(),
});

export const meetings = pgTable("zoom_meetings", {
  id: uuid("id").primaryKey(),
  appointmentId: uuid("appointment_id").notNull(),
  zoomMeetingId: text("zoom_meeting_id"),
  topic: text("topic").notNull(),
  startTime: time("start_time").notNull(),
  duration: integer("duration").notNull(),
  timezone: text("timezone").notNull(),
  password: text("password"),
  status: text("status").notNull(),
  outcome: text("outcome"),
  evidenceOutcome: text("evidence_outcome"),
  disputed: boolean("disputed").notNull(),
  hostEmail: text("host_email").notNull(),
  createdAt: time("created_at").notNull(),
  updatedAt: time("updated_at").notNull(),
});

export const participants = pgTable("participants", {
  id: uuid("id").primaryKey(),
  meetingId: uuid("meeting_id").notNull(),
  name: text("name"),
  email: text("email"),
  kind: text("kind").notNull(),
  removedAt: time("removed_at"),
});

export const joinLinks = pgTable("join_links", {
  id: uuid("id").primaryKey(),
  participantId: uuid("participant_id").notNull(),
  token: text("token").notNull(),
  revokedAt: time("revoked_at"),
});
