import { type Db, type FeedEvent, type FeedPage, type FeedPosition, readFeed } from "@patientcare/zoom-db";
import type { EventData } from "../../../contract/events.ts";
import { visibleData } from "../visible-data.ts";

/** An event as the feed passes it on: of its data, what followers are given. */
export interface VisibleEvent extends Omit<FeedEvent, "data"> {
  data: EventData;
}

export interface EventPage extends Omit<FeedPage, "events"> {
  events: VisibleEvent[];
}

/** The events after a position; their data is cut down once, for all followers. */
export async function readEvents(db: Db, after: FeedPosition, meetingId?: string): Promise<EventPage> {
  const page = await readFeed(db, after, meetingId);
  return { ...page, events: page.events.map((event) => ({ ...event, data: visibleData(event.data) })) };
}
