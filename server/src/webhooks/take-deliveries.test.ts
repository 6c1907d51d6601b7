import { expect, test } from "vitest";
import { isWebhookTarget } from "./take-deliveries.ts";

test.each([
  "/api/zoom/webhook",
  "/api/zoom/webhook?from=zoom",
  "/api/zoom/webhook/",
  "//api/zoom/webhook",
  "///api//zoom//webhook//?x",
  "/./api/zoom/x/../webhook",
  "/api/zoom/%77ebhook",
  "/API/Zoom/Webhook",
  "http://zoom.example/api/zoom/webhook",
  "https://zoom.example:8443//api/zoom/webhook/?x=1",
])("%s is the webhook's address", (target) => {
  expect(isWebhookTarget(target)).toBe(true);
});

test.each([
  "/",
  "*",
  "",
  "/api/zoom",
  "/api/zoom/webhooks",
  "/api/zoom/webhook/x",
  "/x/api/zoom/webhook",
  "/x?/api/zoom/webhook",
  "http://zoom.example/",
  "http://api/zoom/webhook",
  "/%E0%A4%A",
])("%j is not", (target) => {
  expect(isWebhookTarget(target)).toBe(false);
});
