import { hash } from "node:crypto";
import { canonicalJson } from "../canonical-json.ts";
import type { PlatformContent } from "./platform-content.ts";

export interface PlatformMessage {
  updatedAt: Date;
  content: PlatformContent;
}

/** `tied`: two different contents of one time; the same one holds whichever came first. */
export interface Precedence {
  holds: "known" | "incoming";
  tied: boolean;
}

/** Which of two messages of the platform holds. */
export function precedenceOf(known: PlatformMessage | null, incoming: PlatformMessage): Precedence {
  if (!known || incoming.updatedAt > known.updatedAt) return { holds: "incoming", tied: false };
  const [one, other] = [canonicalJson(known.content), canonicalJson(incoming.content)];
  if (incoming.updatedAt < known.updatedAt || one === other) return { holds: "known", tied: false };
  const cancelled = (message: PlatformMessage) => message.content.status === "CANCELLED";
  if (cancelled(known) !== cancelled(incoming))
    return { holds: cancelled(incoming) ? "incoming" : "known", tied: false };
  const holds = hash("sha256", other) > hash("sha256", one) ? "incoming" : "known";
  return { holds, tied: !cancelled(incoming) };
}
