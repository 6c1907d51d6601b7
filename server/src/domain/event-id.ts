/** Where an event stands in the feed; positions of another epoch mean nothing. */
export interface EventPosition {
  epoch: string;
  xid: string;
  id: string;
}

/** Opaque to callers; safe in a header and a URL. */
export const writeEventId = ({ epoch, xid, id }: EventPosition): string =>
  Buffer.from(`${epoch} ${xid} ${id}`).toString("base64url");

/** Null for anything that {@link writeEventId} did not write. */
export function readEventId(text: string): EventPosition | null {
  const [, epoch, xid, id] =
    /^([0-9a-f]{12}) (0|[1-9]\d{0,18}) ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(
      Buffer.from(text, "base64url").toString("latin1"),
    ) ?? [];
  return epoch && xid && id ? { epoch, xid, id } : null;
}
