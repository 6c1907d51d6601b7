// Printed by `npm run sdk-types` from server/src/contract: change the descriptions there.

import type { CallOptions, ChangeOptions, FollowOptions } from "../options.ts";
import type { FollowEvents, MeetingEvent } from "./events.ts";
import type { AppointmentAnswer, AppointmentChanged, ConfirmOutcome, History } from "./lifecycle.ts";
import type { Invitation, InviteCompanion, Link, LinkOf, RevokeLink, RevokedLink } from "./links.ts";
import type { CancelMeeting, CreateMeeting, ListMeetings, Meeting, MeetingByAppointment, MeetingById, MeetingPage, UpdateMeeting } from "./meetings.ts";
import type { Daily, DailyRange, Overview, StatsRange } from "./stats.ts";
import type { Visit } from "./visits.ts";

/** The procedures under `meetings`. */
export interface MeetingsMethods {
  /**
   * Makes the Zoom meeting of an appointment. Asked again with the same slot and doctor, it answers the
   * meeting that exists. While Zoom is unavailable the answer is a `pending` meeting, which is made as soon
   * as Zoom is back.
   * @throws {ZoomServiceError} `SLOT_TAKEN`, `ILLEGAL_TRANSITION`, `MEETING_NOT_FOUND`,
   * `IDEMPOTENCY_CONFLICT`, `ZOOM_API_ERROR`, and the reasons of every call
   */
  create(input: CreateMeeting, options?: ChangeOptions): Promise<Meeting>;
  /**
   * Reads a meeting by our id, also from the archive.
   * @throws {ZoomServiceError} `MEETING_NOT_FOUND`, and the reasons of every call
   */
  get(input: MeetingById, options?: CallOptions): Promise<Meeting>;
  /**
   * Reads the meeting of an appointment, also from the archive.
   * @throws {ZoomServiceError} `MEETING_NOT_FOUND`, and the reasons of every call
   */
  getByAppointment(input: MeetingByAppointment, options?: CallOptions): Promise<Meeting>;
  /** Lists meetings page by page: those that the caller may see, without the archive. */
  list(input: ListMeetings, options?: CallOptions): Promise<MeetingPage>;
  /**
   * Moves a meeting or changes its topic. Its links stay the same.
   * @throws {ZoomServiceError} `MEETING_NOT_FOUND`, `ILLEGAL_TRANSITION`, `IDEMPOTENCY_CONFLICT`,
   * `SLOT_TAKEN`, and the reasons of every call
   */
  update(input: UpdateMeeting, options?: ChangeOptions): Promise<Meeting>;
  /**
   * Cancels a meeting: it is deleted at Zoom, and its links are closed. A call that runs is ended first.
   * Cancelled meetings stay cancelled without an error.
   * @throws {ZoomServiceError} `MEETING_NOT_FOUND`, `ILLEGAL_TRANSITION`, `IDEMPOTENCY_CONFLICT`, and the
   * reasons of every call
   */
  cancel(input: CancelMeeting, options?: ChangeOptions): Promise<Meeting>;
  /**
   * Tries again to make a meeting that Zoom rejected: `failed` becomes `pending`.
   * @throws {ZoomServiceError} `MEETING_NOT_FOUND`, `ILLEGAL_TRANSITION`, `IDEMPOTENCY_CONFLICT`,
   * `SLOT_TAKEN`, `ZOOM_API_ERROR`, and the reasons of every call
   */
  retry(input: MeetingById, options?: ChangeOptions): Promise<Meeting>;
}

/** The procedures under `links`. */
export interface LinksMethods {
  /**
   * Gives the caller the link of the doctor or of the patient. It can be handed out at once: the link is
   * closed until the visit's window opens.
   * @throws {ZoomServiceError} `MEETING_NOT_FOUND`, `LINK_EXPIRED`, and the reasons of every call
   */
  get(input: LinkOf, options?: CallOptions): Promise<Link>;
  /**
   * Closes a person's link for good. The next `links.get` or `links.invite` issues a new one.
   * @throws {ZoomServiceError} `MEETING_NOT_FOUND`, `NOT_FOUND`, `IDEMPOTENCY_CONFLICT`, and the reasons of
   * every call
   */
  revoke(input: RevokeLink, options?: ChangeOptions): Promise<RevokedLink>;
  /**
   * Gives a companion (an interpreter, captioner, caregiver or trainee) a link of their own to one visit.
   * @throws {ZoomServiceError} `MEETING_NOT_FOUND`, `NOT_FOUND`, `LINK_EXPIRED`, `IDEMPOTENCY_CONFLICT`, and
   * the reasons of every call
   */
  invite(input: InviteCompanion, options?: ChangeOptions): Promise<Invitation>;
}

/** The procedures under `lifecycle`. */
export interface LifecycleMethods {
  /**
   * Tells the service how an appointment is now: the platform calls it whenever one is confirmed, changed or
   * cancelled. A paid booking is never refused: a change that cannot be made now becomes the meeting's
   * attention.
   * @throws {ZoomServiceError} `IDEMPOTENCY_CONFLICT`, and the reasons of every call
   */
  appointmentChanged(input: AppointmentChanged, options?: ChangeOptions): Promise<AppointmentAnswer>;
  /**
   * Declares that the visit has begun, inside its window. Zoom is not called.
   * @throws {ZoomServiceError} `MEETING_NOT_FOUND`, `ILLEGAL_TRANSITION`, `IDEMPOTENCY_CONFLICT`, and the
   * reasons of every call
   */
  start(input: MeetingById, options?: ChangeOptions): Promise<Meeting>;
  /**
   * Ends the visit, also at Zoom: everybody in the room is put out.
   * @throws {ZoomServiceError} `MEETING_NOT_FOUND`, `ILLEGAL_TRANSITION`, `IDEMPOTENCY_CONFLICT`,
   * `ZOOM_UNAVAILABLE`, and the reasons of every call
   */
  end(input: MeetingById, options?: ChangeOptions): Promise<Meeting>;
  /**
   * States how a visit went. The statement stands beside the evidence, and replaces an earlier one.
   * @throws {ZoomServiceError} `MEETING_NOT_FOUND`, `ILLEGAL_TRANSITION`, `IDEMPOTENCY_CONFLICT`, and the
   * reasons of every call
   */
  confirmOutcome(input: ConfirmOutcome, options?: ChangeOptions): Promise<Meeting>;
  /**
   * Reads how a meeting's status changed, and why, the oldest change first.
   * @throws {ZoomServiceError} `MEETING_NOT_FOUND`, and the reasons of every call
   */
  history(input: MeetingById, options?: CallOptions): Promise<History>;
  /**
   * Streams the events of one meeting or of all, each once and in one order for everybody. Iterate it with
   * `for await`: it reconnects by itself and goes on after the last event.
   * @throws {ZoomServiceError} `MEETING_NOT_FOUND`, and the reasons of every call
   */
  events(input?: FollowEvents, options?: FollowOptions): AsyncGenerator<MeetingEvent, void>;
}

/** The procedures under `visits`. */
export interface VisitsMethods {
  /**
   * Reads all that is known of one visit: people, stays, waits, signals and links.
   * @throws {ZoomServiceError} `MEETING_NOT_FOUND`, and the reasons of every call
   */
  get(input: MeetingById, options?: CallOptions): Promise<Visit>;
}

/** The procedures under `stats`. */
export interface StatsMethods {
  /** Counts, rates and durations of the meetings that begin in a range of time, archived ones included. */
  overview(input?: StatsRange, options?: CallOptions): Promise<Overview>;
  /**
   * The figures of each day of a range, of all doctors together or of each. Their sums are those of the
   * overview.
   */
  daily(input: DailyRange, options?: CallOptions): Promise<Daily>;
}

/** The procedures of the service as methods. */
export interface Methods {
  readonly meetings: MeetingsMethods;
  readonly links: LinksMethods;
  readonly lifecycle: LifecycleMethods;
  readonly visits: VisitsMethods;
  readonly stats: StatsMethods;
}

/** The input of each procedure, such as `Inputs["meetings"]["create"]`. */
export interface Inputs {
  meetings: {
    create: CreateMeeting;
    get: MeetingById;
    getByAppointment: MeetingByAppointment;
    list: ListMeetings;
    update: UpdateMeeting;
    cancel: CancelMeeting;
    retry: MeetingById;
  };
  links: {
    get: LinkOf;
    revoke: RevokeLink;
    invite: InviteCompanion;
  };
  lifecycle: {
    appointmentChanged: AppointmentChanged;
    start: MeetingById;
    end: MeetingById;
    confirmOutcome: ConfirmOutcome;
    history: MeetingById;
    events: FollowEvents | undefined;
  };
  visits: {
    get: MeetingById;
  };
  stats: {
    overview: StatsRange | undefined;
    daily: DailyRange;
  };
}

/** The answer of each procedure, such as `Outputs["meetings"]["list"]`. */
export interface Outputs {
  meetings: {
    create: Meeting;
    get: Meeting;
    getByAppointment: Meeting;
    list: MeetingPage;
    update: Meeting;
    cancel: Meeting;
    retry: Meeting;
  };
  links: {
    get: Link;
    revoke: RevokedLink;
    invite: Invitation;
  };
  lifecycle: {
    appointmentChanged: AppointmentAnswer;
    start: Meeting;
    end: Meeting;
    confirmOutcome: Meeting;
    history: History;
    events: AsyncIterable<{ id: string; data: MeetingEvent }>;
  };
  visits: {
    get: Visit;
  };
  stats: {
    overview: Overview;
    daily: Daily;
  };
}
