import * as events from "@patientcare/zoom-server/contract/events.ts";
import * as lifecycle from "@patientcare/zoom-server/contract/lifecycle.ts";
import * as links from "@patientcare/zoom-server/contract/links.ts";
import * as meetings from "@patientcare/zoom-server/contract/meetings.ts";
import * as stats from "@patientcare/zoom-server/contract/stats.ts";
import * as visits from "@patientcare/zoom-server/contract/visits.ts";
import { reasons } from "@patientcare/zoom-server/domain/errors.ts";
import { z } from "zod";

export interface NamedSchema {
  name: string;
  schema: z.ZodType;
  /** Whether callers write it or read it. */
  io: "input" | "output";
  description: string;
}

const takes = (name: string, schema: z.ZodType, description: string): NamedSchema => ({
  name,
  schema,
  io: "input",
  description,
});
const gives = (name: string, schema: z.ZodType, description: string): NamedSchema => ({
  name,
  schema,
  io: "output",
  description,
});

/** The types that the SDK exports, by the file that they are printed to. A field of such a type is printed by its name. */
export const namedSchemas: Record<string, NamedSchema[]> = {
  unions: [
    gives("Reason", z.enum(reasons), "Why the service refused a call."),
    gives("MeetingStatus", meetings.Status, "How far a meeting has come."),
    gives("AppointmentStatus", meetings.AppointmentStatus, "The status of an appointment at the platform."),
    gives("AppointmentType", lifecycle.AppointmentType, "The place of an appointment."),
    gives("Outcome", meetings.Outcome, "How a visit went."),
    gives("OutcomeOrigin", meetings.OutcomeOrigin, "The origin of an outcome."),
    gives(
      "Attention",
      meetings.Attention,
      "A trouble of a meeting that a person at the clinic should look at.",
    ),
    gives("StatementReason", lifecycle.StatementReason, "Why a person states the outcome of a visit."),
    gives("LinkRole", links.LinkRole, "Whose link: the doctor's (`host`) or the patient's (`participant`)."),
    gives("CompanionKind", links.CompanionKind, "The part of somebody who accompanies a visit."),
    gives("ParticipantKind", visits.ParticipantKind, "The part that a person plays in a visit."),
    gives("PersonState", visits.PersonState, "How far a person has come on the way into a visit."),
    gives("WaitingPlace", visits.WaitingPlace, "The place in which a person waits to be let in."),
    gives("Evidence", lifecycle.Evidence, "How a person was recognised in a visit."),
    gives("SignalType", visits.SignalType, "The kind of a fact that follows from a visit."),
    gives("EventSource", lifecycle.EventSource, "Where an event came from."),
    gives("EventType", events.EventType, "The kind of an event of a meeting."),
  ],
  meetings: [
    gives("Meeting", meetings.Meeting, "A meeting as callers see it. It never holds a URL or the passcode."),
    gives("MeetingPage", meetings.MeetingPage, "One page of meetings."),
    takes("CreateMeeting", meetings.CreateMeeting, "The input of `meetings.create`."),
    takes("MeetingById", meetings.MeetingById, "Names a meeting by our id."),
    takes("MeetingByAppointment", meetings.MeetingByAppointment, "Names a meeting by its appointment."),
    takes(
      "ListMeetings",
      meetings.ListMeetings,
      "The input of `meetings.list`: all conditions hold together.",
    ),
    takes(
      "UpdateMeeting",
      meetings.UpdateMeeting,
      "The input of `meetings.update`: give at least one change.",
    ),
    takes("CancelMeeting", meetings.CancelMeeting, "The input of `meetings.cancel`."),
  ],
  links: [
    gives("Link", links.Link, "A person's link into a visit."),
    gives("Invitation", links.Invitation, "A companion's link into a visit."),
    gives("RevokedLink", links.RevokedLink, "The answer of `links.revoke`."),
    takes("LinkOf", links.LinkOf, "The input of `links.get`."),
    takes(
      "RevokeLink",
      links.RevokeLink,
      "The input of `links.revoke`: give either `role` or `participantId`.",
    ),
    takes("InviteCompanion", links.InviteCompanion, "The input of `links.invite`."),
  ],
  lifecycle: [
    takes("Appointment", lifecycle.Appointment, "An appointment as the platform has it now."),
    takes("AppointmentChanged", lifecycle.AppointmentChanged, "The input of `lifecycle.appointmentChanged`."),
    gives("AppointmentAnswer", lifecycle.AppointmentAnswer, "The answer of `lifecycle.appointmentChanged`."),
    takes("ConfirmOutcome", lifecycle.ConfirmOutcome, "The input of `lifecycle.confirmOutcome`."),
    gives("Transition", lifecycle.Transition, "One change of a meeting's status."),
    gives("History", lifecycle.History, "How a meeting's status changed."),
  ],
  events: [
    takes("FollowEvents", events.FollowEvents, "The input of `lifecycle.events`."),
    gives("EventData", events.EventData, "The facts behind an event. They identify no person."),
    gives(
      "MeetingEvent",
      events.MeetingEvent,
      "Something that happened to a meeting. It identifies no person.",
    ),
  ],
  visits: [
    gives(
      "Person",
      visits.Person,
      "A person of a visit, as far as is known. Note-takers and colleagues are not listed.",
    ),
    gives("Stay", visits.Stay, "One presence of a person in the room."),
    gives("Wait", visits.Wait, "One time that a person waited to be let in."),
    gives(
      "Signal",
      visits.Signal,
      "A fact that follows from a visit, such as a late doctor. Later facts may correct it.",
    ),
    gives("UsedLink", visits.UsedLink, "A link of a visit, without its address."),
    gives("Interval", visits.Interval, "A length of time."),
    gives("Visit", visits.Visit, "The whole story of a visit."),
  ],
  stats: [
    takes("StatsRange", stats.StatsRange, "A range of time: from `from`, up to but not including `to`."),
    gives("Overview", stats.Overview, "How many meetings there are in each state."),
    takes("DailyRange", stats.DailyRange, "The days to count, and by what."),
    gives("Day", stats.Day, "The figures of one day, of all doctors together or of one."),
    gives("Daily", stats.Daily, "The figures of each day of a range."),
  ],
};
