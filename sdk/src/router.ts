import type { lifecycle } from "@patientcare/zoom-server/routers/lifecycle.ts";
import type { links } from "@patientcare/zoom-server/routers/links.ts";
import type { meetings } from "@patientcare/zoom-server/routers/meetings.ts";
import type { stats } from "@patientcare/zoom-server/routers/stats.ts";
import type { visits } from "@patientcare/zoom-server/routers/visits.ts";
import type { ErrorShape } from "@patientcare/zoom-server/rpc/error-shape.ts";
import type {
  inferRouterInputs,
  inferRouterOutputs,
  TRPCBuiltRouter,
  TRPCDecorateCreateRouterOptions,
} from "@trpc/server";

// One by one: the server's own index also names its context, and all that hangs on it.
type Routers = {
  meetings: typeof meetings;
  links: typeof links;
  lifecycle: typeof lifecycle;
  visits: typeof visits;
  stats: typeof stats;
};

/** The service's router as callers see it: procedures alone, its context erased. */
export type AppRouter = TRPCBuiltRouter<
  { ctx: object; meta: object; errorShape: ErrorShape; transformer: true },
  TRPCDecorateCreateRouterOptions<Routers>
>;

/** The input of each procedure, such as `Inputs["meetings"]["create"]`. */
export type Inputs = inferRouterInputs<AppRouter>;
/** The answer of each procedure, such as `Outputs["meetings"]["list"]`. */
export type Outputs = inferRouterOutputs<AppRouter>;

/** Something that happened to a meeting, as `lifecycle.events` reports it. */
export type MeetingEvent = EventOf<Outputs["lifecycle"]["events"]>;
/** One event of a stream of tracked events. */
export type EventOf<Stream> = Stream extends AsyncIterable<{ data: infer Event }> ? Event : never;

export type Meeting = Outputs["meetings"]["get"];
/** An appointment as the platform sends it. */
export type Appointment = Inputs["lifecycle"]["appointmentChanged"]["appointment"];
