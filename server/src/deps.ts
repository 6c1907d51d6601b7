import type { Db, MeetingReading, NewAccess, ReadMeeting } from "@patientcare/zoom-db";
import type { Config } from "./config.ts";
import type { Encryption } from "./encryption.ts";
import type { OpenStreams } from "./http/open-streams.ts";
import type { StoreDelivery } from "./operations/deliveries/store-deliveries.ts";
import type { EventIds } from "./operations/events/event-ids.ts";
import type { EventFeed } from "./operations/events/feed/event-feed.ts";
import type { DatabaseState } from "./telemetry/database-state.ts";
import type { Log } from "./telemetry/log.ts";
import type { Metrics } from "./telemetry/metrics.ts";
import type { WebhookLastSeen } from "./telemetry/webhook-last-seen.ts";
import type { ZoomState } from "./telemetry/zoom-state.ts";
import type { ZoomApi } from "./zoom/api.ts";

/** The dependencies of operations; made once at start. */
export interface Deps {
  config: Config;
  /** Base of the links we hand out. */
  publicUrl: string;
  db: Db;
  /** Reads one meeting for one caller; calls that are made at the same time share a round trip. */
  readMeeting: (reading: MeetingReading) => Promise<ReadMeeting | undefined>;
  /** Puts a row into the access log; rows of calls that end at the same time share a round trip. */
  storeAccess: (row: NewAccess) => Promise<void>;
  encryption: Encryption;
  zoom: ZoomApi;
  /**
   * Runs the reconciliation of one meeting in this process; resolves when a run that began after the call has ended.
   * Of calls for one meeting that come together, one run serves all.
   */
  syncNow: (meetingId: string) => Promise<void>;
  /** Tells this process' worker, where it has one, that a meeting is due; another one's scan finds it within seconds. */
  wakeSync: (meetingId: string) => void;
  feed: EventFeed;
  eventIds: EventIds;
  streams: OpenStreams;
  log: Log;
  metrics: Metrics;
  databaseState: DatabaseState;
  zoomState: ZoomState;
  /** Puts a delivery into the inbox and wakes the worker, over connections of its own: it never waits behind API calls. */
  storeDelivery: StoreDelivery;
  /** When something last happened to the webhooks. */
  webhookLastSeen: Pick<WebhookLastSeen, "note">;
  /** The process is about to end: what runs is finished, nothing new is wanted. */
  isDraining: () => boolean;
}
