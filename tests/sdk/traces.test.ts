import { randomUUID } from "node:crypto";
import { context, propagation, trace } from "@opentelemetry/api";
import { NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import { createZoomClient } from "@patientcare/zoom-sdk";
import { expect, onTestFinished, test } from "vitest";
import { answerWith, openStandIn } from "./open-stand-in.ts";

test("where the application has registered OpenTelemetry, each call carries its trace, and elsewhere none", async () => {
  const { url, seen } = await openStandIn((response) => answerWith(response, {}));
  const zoom = createZoomClient({ baseUrl: url, token: "a-token" });
  await zoom.meetings.get({ meetingId: randomUUID() });

  const provider = new NodeTracerProvider();
  provider.register();
  onTestFinished(async () => {
    for (const api of [trace, context, propagation]) api.disable();
    await provider.shutdown();
  });
  const { traceId } = await provider
    .getTracer("the application")
    .startActiveSpan("an order", async (span) => {
      await zoom.meetings.get({ meetingId: randomUUID() });
      span.end();
      return span.spanContext();
    });
  const [before, within] = seen.map(({ headers }) => headers.traceparent);
  expect(before).toBeUndefined();
  expect(within).toMatch(new RegExp(`^00-${traceId}-[\\da-f]{16}-01$`));
});
