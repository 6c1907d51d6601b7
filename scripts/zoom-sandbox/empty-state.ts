import { randomBytes } from "node:crypto";
import type { SandboxState } from "./state.ts";

export function emptyState({
  webhookUrl,
  timeScale,
}: {
  webhookUrl: string | null;
  timeScale: number;
}): SandboxState {
  return {
    clockOffsetMs: 0,
    timeScale,
    zakSecret: randomBytes(32).toString("base64url"),
    nextUserId: 16_778_240,
    tokens: {},
    scopes: null,
    newTokenRevokesOld: false,
    users: {},
    meetings: {},
    hostDailyUse: {},
    labelDailyUse: {},
    plan: "business",
    planOverrides: {},
    listLagMs: 0,
    participantsLagMs: 0,
    outage: false,
    faults: [],
    webhookUrl,
    webhookFailedValidations: 0,
    deliveriesPaused: false,
    deliveriesDropped: false,
    pendingDeliveries: [],
  };
}
