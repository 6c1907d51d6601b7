/** A row with the names of the selected columns, as pg and drizzle both return it. */
type ReadRow = Record<string, unknown> & { startTime: Date; duration: number };

export type MeetingRead = {
  /** Takes the meeting's id as $1. */
  sql: string;
  /** The row in the shape that the service answers. */
  toAnswer(row: ReadRow): Record<string, unknown>;
};

const people = `
  from zoom_meetings m
  join appointments a on a.id = m.appointment_id
  join persons d on d.id = a.doctor_id
  join persons p on p.id = a.patient_id`;

/** The fields that the service reads of a meeting on each surface. Encrypted columns are passed on as they are. */
export const meetingReads = {
  rpc: {
    sql: `
      select m.id, m.appointment_id as "appointmentId", a.status as "appointmentStatus",
        m.zoom_meeting_id as "zoomMeetingId", m.topic, m.start_time as "startTime", m.duration, m.timezone,
        m.status, m.outcome, case when m.outcome is not null then 'evidence' end as "outcomeBy",
        m.evidence_outcome as "evidenceOutcome", m.disputed, m.host_email as "hostEmail", g.email as "participantEmail",
        g.name as "participantName", (select kind from meeting_attentions where meeting_id = m.id limit 1) as attention, array(select kind from meeting_attentions where meeting_id = m.id) as attentions, m.created_at as "createdAt", m.updated_at as "updatedAt"
      ${people}
      join participants g on g.meeting_id = m.id and g.kind = 'patient' and g.removed_at is null
      where m.id = $1`,
    toAnswer: (row) => row,
  },
  rest: {
    sql: `
      select m.id, m.zoom_meeting_id as "meetingId", m.appointment_id as "appointmentId", m.topic,
        m.start_time as "startTime", m.duration, m.password, m.status, m.host_email as "hostEmail",
        h.name as "doctorName", g.email as "patientEmail", g.name as "patientName",
        hl.token as "hostToken", pl.token as "patientToken",
        m.created_at as "createdAt", m.updated_at as "updatedAt"
      ${people}
      join participants h on h.meeting_id = m.id and h.kind = 'doctor' and h.removed_at is null
      join participants g on g.meeting_id = m.id and g.kind = 'patient' and g.removed_at is null
      left join join_links hl on hl.participant_id = h.id and hl.revoked_at is null
      left join join_links pl on pl.participant_id = g.id and pl.revoked_at is null
      where m.id = $1`,
    toAnswer(row) {
      const { doctorName, patientEmail, patientName, hostToken, patientToken, ...meeting } = row;
      return {
        ...meeting,
        hostUrl: urlOf(hostToken),
        joinUrl: urlOf(patientToken),
        password: isOpen(row) ? row.password : null,
        participants: [
          { email: row.hostEmail, name: doctorName, role: "host" },
          { email: patientEmail, name: patientName, role: "participant" },
        ],
      };
    },
  },
} satisfies Record<string, MeetingRead>;

const urlOf = (token: unknown) => (token ? `https://zoom.clinic.example/j/${token}` : null);

function isOpen({ startTime, duration }: ReadRow): boolean {
  const sinceStart = Date.now() - startTime.getTime();
  return sinceStart >= -15 * 60_000 && sinceStart < (duration + 30) * 60_000;
}
