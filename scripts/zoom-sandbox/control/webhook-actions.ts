import type { Delivery } from "../state.ts";
import { eventJson } from "../webhooks/event-json.ts";
import { postSigned } from "../webhooks/post-signed.ts";
import { type UrlValidation, validateUrl } from "../webhooks/validate-url.ts";
import type { World } from "../world.ts";
import { ControlError } from "./control-error.ts";
import type { ControlInput } from "./control-inputs.ts";

function withId(payload: Record<string, unknown>, idAs: "string" | "number" | undefined) {
  const { object } = payload;
  if (!idAs || typeof object !== "object" || object === null || !("id" in object)) return payload;
  const id = idAs === "string" ? String(object.id) : Number(object.id);
  return { ...payload, object: { ...object, id } };
}

export function createWebhookActions(world: World) {
  const { state, account, webhooks } = world;

  return {
    /** Sends at once, past every queue and switch, and never again. */
    async "send-event"(input: ControlInput<"send-event">): Promise<{ status: number }> {
      if (!state.webhookUrl) throw new ControlError("No webhook address is set");
      const payload = { account_id: account.accountId, ...withId(input.payload, input.idAs) };
      const now = world.now();
      const { status } = await postSigned({
        url: state.webhookUrl,
        body: eventJson({ event: input.event, payload, event_ts: input.eventTs ?? now.getTime() }),
        secret: input.secret ?? account.webhookSecret,
        clientId: account.clientId,
        now,
      }).catch(() => ({ status: 0 }));
      return { status };
    },
    "validate-url"(): Promise<UrlValidation> {
      return validateUrl(world);
    },
    "set-webhook-url"({ url }: ControlInput<"set-webhook-url">): void {
      state.webhookUrl = url;
      webhooks.wake();
    },
    deliveries(): Delivery[] {
      return webhooks.log;
    },
    pause(): void {
      state.deliveriesPaused = true;
    },
    resume(options: ControlInput<"resume">): void {
      webhooks.resume(options);
    },
    drop({ on }: ControlInput<"drop">): void {
      state.deliveriesDropped = on;
    },
    flush(): Promise<void> {
      return webhooks.idle();
    },
    "advance-clock"({ milliseconds }: ControlInput<"advance-clock">): { now: string } {
      state.clockOffsetMs += milliseconds;
      webhooks.wake();
      return { now: world.now().toISOString() };
    },
    "set-time-scale"({ timeScale }: ControlInput<"set-time-scale">): void {
      state.timeScale = timeScale;
      webhooks.wake();
    },
  };
}
