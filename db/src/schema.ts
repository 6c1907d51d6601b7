import type {
  ColumnType,
  Generated,
  GeneratedAlways,
  Insertable,
  InsertObject,
  Selectable,
  UpdateObject,
} from "kysely";
import type {
  AccessDecision,
  AppointmentStatus,
  AppointmentType,
  AttemptKind,
  AttemptOutcome,
  Attention,
  DeliveryState,
  EventSource,
  EventType,
  Evidence,
  KeyPurpose,
  LinkRole,
  MeetingStatus,
  Outcome,
  ParticipantKind,
  ReferenceState,
  RevocationKind,
  ScheduledTask,
  SeenAs,
  WaitingPlace,
  WhenRunning,
} from "./unions.ts";

declare const encrypted: unique symbol;
/** Text under the deployment's key; plain text does not fit such a column. */
export type Encrypted = string & { readonly [encrypted]: true };

declare const sealed: unique symbol;
/** Text under the key of the person it belongs to, as it is stored. Reading it takes that key: `unsealable`. */
export type Sealed = string & { readonly [sealed]: true };

declare const readable: unique symbol;
/** A sealed text with the wrapped key of its person behind it, as long as there is one. It is never stored. */
export type Readable = string & { readonly [readable]: true };

declare const personKey: unique symbol;
/** A person's data key, wrapped, behind its id. */
export type PersonKey = string & { readonly [personKey]: true };

type Timestamp = ColumnType<Date, Date | string, Date | string>;
type Defaulted = ColumnType<Date, Date | undefined, Date>;
type Json<T> = ColumnType<T, string | undefined, string>;

interface Owned {
  id: string;
  clinic_id: Generated<string>;
}

interface PersonsTable extends Owned {
  external_id: string | null;
  email_hash: Buffer | null;
  /** Of the name as names are compared. */
  name_hash: Buffer | null;
  name: Sealed | null;
  email: Sealed | null;
  created_at: Defaulted;
  updated_at: Defaulted;
}

/** One data key per person: without it nothing that belongs to them can be read, here or in a copy of the tables. */
interface PersonKeysTable {
  person_id: string;
  key_id: string;
  /** Under a key of DATA_ENCRYPTION_KEYS; null once the person is erased. */
  wrapped: string | null;
  destroyed_at: Timestamp | null;
  /** A keyed hash of the platform's id of a person who was erased: it is found again, and says nothing. */
  erased_id_hash: Buffer | null;
  created_at: Defaulted;
}

/** Nothing of this patient is forgotten or erased while one of these stands. */
interface LegalHoldsTable extends Owned {
  person_id: string;
  reason: Sealed;
  placed_at: Defaulted;
  released_at: Timestamp | null;
  release_reason: Sealed | null;
}

interface AppointmentsTable extends Owned {
  status: AppointmentStatus;
  type: AppointmentType;
  start_time: Timestamp;
  duration: number;
  timezone: string;
  doctor_id: string;
  patient_id: string;
  source_status: AppointmentStatus;
  source_updated_at: Timestamp | null;
  /** The content of the platform's newest message. */
  incoming: Encrypted | Sealed | null;
  /** The platform's last value of each field that reached the meeting. */
  base: Encrypted | Sealed | null;
  /** Two different messages of the newest time came. */
  tied: Generated<boolean>;
  created_at: Defaulted;
  updated_at: Defaulted;
}

interface ZoomMeetingsTable extends Owned {
  appointment_id: string;
  zoom_meeting_id: string | null;
  topic: Encrypted | Sealed;
  start_time: Timestamp;
  duration: number;
  timezone: string;
  host_url: Encrypted | null;
  host_url_fetched_at: Timestamp | null;
  join_url: Encrypted | null;
  password: Encrypted | null;
  status: MeetingStatus;
  outcome: Outcome | null;
  evidence_outcome: Outcome | null;
  stated_outcome: Outcome | null;
  disputed: Generated<boolean>;
  host_email: string;
  zoom_host: string | null;
  busy: string | null;
  marker: string;
  generation: Generated<number>;
  revision: Generated<number>;
  synced_revision: Generated<number>;
  lease_until: Timestamp | null;
  fence: Generated<number>;
  next_attempt_at: Timestamp | null;
  missing_since: Timestamp | null;
  unlisted_since: Timestamp | null;
  recreated_at: Timestamp | null;
  overridden_settings: Generated<string[]>;
  overridden_at: Timestamp | null;
  failures: Generated<number>;
  rejection: string | null;
  declared_started_at: Timestamp | null;
  declared_ended_at: Timestamp | null;
  cancel_when_over: Generated<boolean>;
  evaluate_at: Timestamp | null;
  zoom_checked_at: Timestamp | null;
  participants_known: Generated<boolean>;
  somebody_waited: Generated<boolean>;
  slot_since: Timestamp | null;
  created_at: Defaulted;
  updated_at: Defaulted;
}

interface MeetingAttentionsTable extends Omit<Owned, "id"> {
  meeting_id: string;
  kind: Attention;
  since: Defaulted;
}

interface ParticipantsTable extends Owned {
  meeting_id: string;
  person_id: string;
  kind: ParticipantKind;
  role: LinkRole;
  /** As they were said with this booking. */
  name: Sealed | null;
  email: Sealed | null;
  interprets: Sealed | null;
  language: Sealed | null;
  consented_at: Timestamp | null;
  created_at: Defaulted;
  removed_at: Timestamp | null;
  /** Takes the place of the present one when a deferred change is applied; has the link until then. */
  deferred: Generated<boolean>;
}

interface ZoomAttemptsTable extends Owned {
  meeting_id: string;
  generation: number;
  kind: AttemptKind;
  host: string;
  marker: string;
  zoom_meeting_id: string | null;
  revision: number;
  fence: number;
  sent_at: Defaulted;
  outcome: AttemptOutcome | null;
  finished_at: Timestamp | null;
  swept_at: Timestamp | null;
  /** False for a call that never reached Zoom, or that it refused to the whole account. */
  counted: Generated<boolean>;
}

interface ZoomReferencesTable extends Omit<Owned, "id"> {
  zoom_meeting_id: string;
  meeting_id: string;
  generation: number;
  host: string;
  state: ReferenceState;
  next_attempt_at: Timestamp | null;
  failures: Generated<number>;
  when_running: Generated<WhenRunning>;
  /** When Zoom last refused to delete it since it runs. */
  found_running_at: Timestamp | null;
  /** When it was left alone at Zoom, since it does not carry our marker. */
  given_up_at: Timestamp | null;
  created_at: Defaulted;
  updated_at: Defaulted;
}

interface MeetingSessionsTable extends Owned {
  meeting_id: string;
  zoom_meeting_id: string;
  zoom_uuid: string;
  slot_start: Timestamp | null;
  started_at: Timestamp | null;
  ended_at: Timestamp | null;
  heard_at: Timestamp;
  complete: boolean;
  end_assumed: boolean;
  created_at: Defaulted;
}

interface AttendancesTable extends Owned {
  meeting_id: string;
  session_id: string;
  stay_key: string;
  participant_id: string | null;
  person_no: number;
  seen_as: SeenAs;
  recognised_by: Evidence | null;
  rivals: number;
  counts: boolean;
  joined_at: Timestamp | null;
  left_at: Timestamp | null;
  created_at: Defaulted;
}

interface WaitsTable extends Owned {
  meeting_id: string;
  wait_key: string;
  place: WaitingPlace;
  participant_id: string | null;
  person_no: number;
  seen_as: SeenAs;
  recognised_by: Evidence | null;
  counts: boolean;
  began_at: Timestamp;
  ended_at: Timestamp | null;
  created_at: Defaulted;
}

interface WebhookDeliveriesTable extends Owned {
  body_hash: Buffer;
  content_key: Buffer;
  duplicate_of: string | null;
  zoom_meeting_id: string | null;
  event: string;
  event_ts: number | null;
  account_id: string | null;
  /** Null once it was forgotten. */
  body: Encrypted | Sealed | null;
  state: DeliveryState;
  tries: Generated<number>;
  error: string | null;
  received_at: Defaulted;
  applied_at: Timestamp | null;
}

interface MeetingEventsTable extends Owned {
  meeting_id: string;
  effect_key: string;
  type: EventType;
  occurred_at: Timestamp;
  recorded_at: Defaulted;
  source: EventSource;
  actor_role: string | null;
  actor: string | null;
  reason: Sealed | null;
  data: Json<Record<string, unknown>>;
  xid: Generated<string>;
}

interface JoinLinksTable extends Owned {
  meeting_id: string;
  participant_id: string;
  token_hash: Buffer;
  token: Encrypted;
  created_at: Defaulted;
  revoked_at: Timestamp | null;
}

interface AccessLogTable extends Owned {
  at: Defaulted;
  xid: Generated<string>;
  action: string;
  decision: AccessDecision;
  reason: string | null;
  actor: string | null;
  actor_role: string | null;
  /** The meeting that the answer is about. */
  meeting_id: string | null;
  /** All meetings of an answer that holds any number of them. */
  meeting_ids: string[] | null;
  /** The appointment by which the meeting was named. */
  appointment_id: string | null;
  /** The people of whom the answer tells, as participants are called. */
  persons: Generated<string[]>;
  /** The answer held links into the visit. */
  hands_over: Generated<boolean>;
  participant_id: string | null;
  link_id: string | null;
  request_id: string | null;
  /** A keyed hash of the browser's mark. */
  device: string | null;
  /** A keyed hash of the row, which only the service can make. */
  seal: Buffer | null;
}

/** The hash chain over rows of the access log that have got their numbers: one link for many rows. */
interface AccessChainTable {
  first_number: number;
  last_number: number;
  to_xid: string;
  to_id: string;
  newest_at: Timestamp;
  /** The feed's epoch, and since when: in another one, transaction numbers may begin anew. */
  epoch: string;
  epoch_at: Timestamp;
  /** 49 bytes for each row: its id, its hash, and 1 where its seal held. */
  entries: Buffer;
  hash: Buffer;
}

/** The chain up to a number, signed. */
interface AccessHeadsTable {
  number: number;
  hash: Buffer;
  signed_at: Timestamp;
  key_id: string;
  signature: Buffer;
}

/** Callers, and single tokens, whose permission was taken back. */
interface RevokedCallersTable {
  clinic_id: Generated<string>;
  kind: RevocationKind;
  /** As the claim has it; an e-mail address as its SHA-256. */
  value: string;
  revoked_at: Defaulted;
}

interface HostQuotaTable {
  clinic_id: Generated<string>;
  zoom_host: string;
  day: ColumnType<Date, string, string>;
  used: Generated<number>;
}

interface IdempotencyKeysTable {
  key_hash: Buffer;
  clinic_id: Generated<string>;
  procedure: string;
  input_hash: Buffer;
  lease_until: Timestamp | null;
  meeting_id: string | null;
  result: Encrypted | Sealed | null;
  created_at: Defaulted;
  expires_at: Timestamp;
}

interface RateLimitsTable {
  key: string;
  points: number;
  /** Milliseconds since 1970. */
  expire: number;
}

interface FeedEpochTable {
  only_one: Generated<boolean>;
  epoch: Generated<string>;
  /** The database cluster, its timeline and this table's oid, as far as the role may ask for them. */
  cluster: string | null;
  /** The last moment that the database knew of when it was found restored. */
  restored_from: Timestamp | null;
}

/** One time for each key: the last-seen times of the webhooks, and the times of alerts. */
interface WebhookHealthTable {
  key: string;
  at: Timestamp;
}

interface KeyChecksTable {
  purpose: KeyPurpose;
  key_id: string;
  /** Derived from the key; it says whether a key is the same, and nothing about its bytes. */
  check_value: Buffer;
  /** False for a key that has only ever stood behind another one. */
  has_encrypted: boolean;
  created_at: Defaulted;
}

interface ScheduledTasksTable {
  name: ScheduledTask;
  next_run_at: Timestamp;
  lease_until: Timestamp | null;
}

/** The counts of the meetings of one UTC bucket, of all doctors or of one: keys and counts lie side by side. */
interface StatisticsCellsTable {
  level: number;
  by_host: boolean;
  bucket: Timestamp;
  /** Empty for all doctors together. */
  host: string;
  keys: number[];
  counts: number[];
}

/** The cells are older than the rows of this meeting, or of this quarter-hour. Triggers write it. */
interface StatisticsMarksTable {
  id: GeneratedAlways<number>;
  meeting_id: string | null;
  quarter: Timestamp | null;
}

type Archived<Table> = Table & { archived_at: Defaulted };

export interface Database {
  persons: PersonsTable;
  person_keys: PersonKeysTable;
  legal_holds: LegalHoldsTable;
  appointments: AppointmentsTable;
  zoom_meetings: ZoomMeetingsTable;
  meeting_attentions: MeetingAttentionsTable;
  participants: ParticipantsTable;
  zoom_attempts: ZoomAttemptsTable;
  zoom_references: ZoomReferencesTable;
  meeting_sessions: MeetingSessionsTable;
  attendances: AttendancesTable;
  waits: WaitsTable;
  webhook_deliveries: WebhookDeliveriesTable;
  meeting_events: MeetingEventsTable;
  join_links: JoinLinksTable;
  access_log: AccessLogTable;
  access_chain: AccessChainTable;
  access_heads: AccessHeadsTable;
  revoked_callers: RevokedCallersTable;
  host_quota: HostQuotaTable;
  idempotency_keys: IdempotencyKeysTable;
  rate_limits: RateLimitsTable;
  feed_epoch: FeedEpochTable;
  key_checks: KeyChecksTable;
  webhook_health: WebhookHealthTable;
  scheduled_tasks: ScheduledTasksTable;
  statistics_cells: StatisticsCellsTable;
  statistics_marks: StatisticsMarksTable;
  zoom_meetings_archive: Archived<ZoomMeetingsTable>;
  meeting_attentions_archive: Archived<MeetingAttentionsTable>;
  participants_archive: Archived<ParticipantsTable>;
  zoom_attempts_archive: Archived<ZoomAttemptsTable>;
  zoom_references_archive: Archived<ZoomReferencesTable>;
  meeting_sessions_archive: Archived<MeetingSessionsTable>;
  attendances_archive: Archived<AttendancesTable>;
  waits_archive: Archived<WaitsTable>;
  webhook_deliveries_archive: Archived<WebhookDeliveriesTable>;
  meeting_events_archive: Archived<MeetingEventsTable>;
  join_links_archive: Archived<JoinLinksTable>;
}

export type MeetingRow = Selectable<ZoomMeetingsTable>;
export type AppointmentRow = Selectable<AppointmentsTable>;
export type PersonRow = Selectable<PersonsTable>;
export type ParticipantRow = Selectable<ParticipantsTable>;
export type AttemptRow = Selectable<ZoomAttemptsTable>;
export type ReferenceRow = Selectable<ZoomReferencesTable>;
export type SessionRow = Selectable<MeetingSessionsTable>;
export type AttendanceRow = Selectable<AttendancesTable>;
export type DeliveryRow = Selectable<WebhookDeliveriesTable>;
export type MeetingEventRow = Selectable<MeetingEventsTable>;
/** A participant as they are read: what was said of them with the key to it. */
export type ReadParticipant = Omit<ParticipantRow, "name" | "email"> &
  Record<"name" | "email", Readable | null>;
/** A delivery as it is read: its body with the key to it. */
export type ReadDelivery = Omit<DeliveryRow, "body"> & { body: Readable | null };
export type NewKeyCheck = Insertable<KeyChecksTable>;
export type JoinLinkRow = Selectable<JoinLinksTable>;
export type NewMeeting = InsertObject<Database, "zoom_meetings">;
export type MeetingChange = UpdateObject<Database, "zoom_meetings">;
export type NewMeetingEvent = Insertable<MeetingEventsTable>;
export type AccessRow = Selectable<AccessLogTable>;
export type AccessChainRow = Selectable<AccessChainTable>;
export type AccessHeadRow = Selectable<AccessHeadsTable>;
export type RevokedCallerRow = Selectable<RevokedCallersTable>;
