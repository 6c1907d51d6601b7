export type { Issue, ZoomRefusal } from "@patientcare/zoom-server/domain/errors.ts";
export type { ErrorData } from "@patientcare/zoom-server/rpc/error-data.ts";
export type { AppRouter } from "./app-router.ts";
export { createZoomClient, type ZoomClient, type ZoomClientOptions } from "./client.ts";
export {
  type ClientReason,
  type FailureDetails,
  isZoomError,
  type ZoomErrorReason,
  ZoomServiceError,
} from "./errors.ts";
export type { CallOptions, ChangeOptions, FollowOptions } from "./options.ts";
export type { EventData, FollowEvents, MeetingEvent } from "./service/events.ts";
export type {
  Appointment,
  AppointmentAnswer,
  AppointmentChanged,
  ConfirmOutcome,
  History,
  Transition,
} from "./service/lifecycle.ts";
export type {
  Invitation,
  InviteCompanion,
  Link,
  LinkOf,
  RevokedLink,
  RevokeLink,
} from "./service/links.ts";
export type {
  CancelMeeting,
  CreateMeeting,
  ListMeetings,
  Meeting,
  MeetingByAppointment,
  MeetingById,
  MeetingPage,
  UpdateMeeting,
} from "./service/meetings.ts";
export type {
  Inputs,
  LifecycleMethods,
  LinksMethods,
  MeetingsMethods,
  Outputs,
  StatsMethods,
  VisitsMethods,
} from "./service/methods.ts";
export type { Daily, DailyRange, Day, Overview, StatsRange } from "./service/stats.ts";
export type {
  AppointmentStatus,
  AppointmentType,
  Attention,
  CompanionKind,
  EventSource,
  EventType,
  Evidence,
  LinkRole,
  MeetingStatus,
  Outcome,
  OutcomeOrigin,
  ParticipantKind,
  PersonState,
  Reason,
  SignalType,
  StatementReason,
  WaitingPlace,
} from "./service/unions.ts";
export type { Interval, Person, Signal, Stay, UsedLink, Visit, Wait } from "./service/visits.ts";
export type { TrpcCallOptions, TrpcClient } from "./trpc-client.ts";
