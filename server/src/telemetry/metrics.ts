import { Counter, collectDefaultMetrics, Histogram, Registry } from "prom-client";
import { authFailures as failureKinds } from "../domain/auth-failures.ts";
import { policy } from "../domain/policy.ts";

export type Metrics = ReturnType<typeof createMetrics>;

/** Prometheus metrics of one process; labels hold names of procedures, endpoints, events and services only. */
export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
  const metrics = {
    registry,
    callDuration: new Histogram({
      name: "patientcare_zoom_call_duration_seconds",
      help: "Duration of procedure calls",
      labelNames: ["procedure", "reason"],
      buckets,
      registers,
    }),
    zoomCallDuration: new Histogram({
      name: "patientcare_zoom_zoom_call_duration_seconds",
      help: "Duration of calls to Zoom's API, by endpoint and outcome",
      labelNames: ["endpoint", "outcome"],
      buckets,
      registers,
    }),
    deliveries: new Counter({
      name: "patientcare_zoom_deliveries_total",
      help: "Webhook deliveries by how the route answered",
      labelNames: ["answer"],
      registers,
    }),
    deliveriesApplied: new Counter({
      name: "patientcare_zoom_deliveries_applied_total",
      help: "Webhook deliveries worked off the inbox, by event and what became of them",
      labelNames: ["event", "state"],
      registers,
    }),
    foreignDeliveries: new Counter({
      name: "patientcare_zoom_foreign_deliveries_total",
      help: "Signed webhook deliveries of another Zoom account than ours, which change nothing",
      registers,
    }),
    syncs: new Counter({
      name: "patientcare_zoom_syncs_total",
      help: "Runs of sync-meeting by result",
      labelNames: ["result"],
      registers,
    }),
    restCalls: new Counter({
      name: "patientcare_zoom_rest_calls_total",
      help: "Calls of older callers over REST, by the service's name or the person's role, and by route",
      labelNames: ["caller", "route"],
      registers,
    }),
    meetingsCreated: new Counter({
      name: "patientcare_zoom_meetings_created_total",
      help: "Meetings made at Zoom by result: created, adopted (made by a call whose answer was lost) or failed",
      labelNames: ["result"],
      registers,
    }),
    visits: new Counter({
      name: "patientcare_zoom_visits_total",
      help: "Outcomes of visits as they became known; a correction counts again",
      labelNames: ["outcome"],
      registers,
    }),
    confirmToLink: new Histogram({
      name: "patientcare_zoom_confirm_to_link_seconds",
      help: "Seconds from the booking of a visit to its meeting at Zoom",
      buckets: [0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800],
      registers,
    }),
    waiting: new Histogram({
      name: "patientcare_zoom_waiting_seconds",
      help: "Seconds that a patient waited, from the later of start and arrival",
      buckets: [30, 60, 120, 300, 600, 900, 1800, 3600],
      registers,
    }),
    authFailures: new Counter({
      name: "patientcare_zoom_auth_failures_total",
      help: "Requests whose caller could not be established, by surface and kind of reason",
      labelNames: ["surface", "reason"],
      registers,
    }),
    refused: new Counter({
      name: "patientcare_zoom_refused_total",
      help: "Requests that were answered with a status from 400 on, by surface and status",
      labelNames: ["surface", "status"],
      registers,
    }),
    linkRedirects: new Counter({
      name: "patientcare_zoom_link_redirects_total",
      help: "People who went on from their link, by what they were told",
      labelNames: ["state"],
      registers,
    }),
  };
  beginAtZero(metrics);
  return metrics;
}

/**
 * A sample that appears with its first count is no increase to Prometheus: those that alerts look at begin with 0.
 */
function beginAtZero({
  callDuration,
  meetingsCreated,
  authFailures,
  linkRedirects,
}: Pick<Metrics, "callDuration" | "meetingsCreated" | "authFailures" | "linkRedirects">): void {
  for (const procedure of Object.keys(policy)) callDuration.zero({ procedure, reason: "INTERNAL_ERROR" });
  for (const result of ["created", "adopted", "failed"]) meetingsCreated.inc({ result }, 0);
  for (const state of ["redirected", "ZOOM_UNAVAILABLE", "unknown"]) linkRedirects.inc({ state }, 0);
  for (const surface of ["rest", "rpc"])
    for (const reason of failureKinds) authFailures.inc({ surface, reason }, 0);
  for (const reason of ["missing", "signature", "too-old"])
    authFailures.inc({ surface: "webhook", reason }, 0);
}
