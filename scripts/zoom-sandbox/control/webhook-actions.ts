import type { Delivery, SandboxContext } from "../state.ts";
import { eventJson, postSigned, type UrlValidation, validateUrl } from "../webhooks/signed-post.ts";
import { ControlError, type ControlInput } from "./contract.ts";

function withId(payload: Record<string, unknown>, idAs: "string" | "number" | undefined) {
  const { object } = payload;
  if (!idAs || typeof object !== "object" || object === null || !("id" in object)) return payload;
  const id = idAs === "string" ? String(object.id) : Number(object.id);
  return { ...payload, object: { ...object, id } };
}

export function createWebhookActions(context: SandboxContext) {
  const { state, account, webhooks } = context;

  return {
    /** Sends one event at once and once only, whatever is paused, dropped or queued. */
    async "send-event"(input: ControlInput<"send-event">): Promise<{ status: number }> {
      if (!state.webhookUrl) throw new ControlError("No webhook URL is set: call set-webhook-url first");
      const payload = { account_id: account.accountId, ...withId(input.payload, input.idAs) };
      const now = context.now();
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
      return validateUrl(context);
    },
    "set-webhook-url"({ url }: ControlInput<"set-webhook-url">): void {
      state.webhookUrl = url;
      webhooks.sendDue();
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
    "add-delivery-fault"(fault: ControlInput<"add-delivery-fault">): void {
      state.deliveryFaults.push(fault);
    },
    flush(): Promise<void> {
      return webhooks.flush();
    },
    "advance-clock"({ milliseconds }: ControlInput<"advance-clock">): { now: string } {
      state.clockOffsetMs += milliseconds;
      webhooks.sendDue();
      return { now: context.now().toISOString() };
    },
    "set-time-scale"({ timeScale }: ControlInput<"set-time-scale">): void {
      state.timeScale = timeScale;
      webhooks.sendDue();
    },
  };
}
