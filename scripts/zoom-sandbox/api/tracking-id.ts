import { randomBytes } from "node:crypto";

/** The value of x-zm-trackingid, new for every answer and every delivery. */
export function newTrackingId(): string {
  return `v=2.0;clid=us04;rid=WEB_${randomBytes(16).toString("hex")}`;
}
