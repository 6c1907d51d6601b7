import type { lifecycle } from "@patientcare/zoom-server/routers/lifecycle.ts";
import type { links } from "@patientcare/zoom-server/routers/links.ts";
import type { meetings } from "@patientcare/zoom-server/routers/meetings.ts";
import type { stats } from "@patientcare/zoom-server/routers/stats.ts";
import type {
  inferRouterInputs,
  inferRouterOutputs,
  TRPCBuiltRouter,
  TRPCDecorateCreateRouterOptions,
  TRPCDefaultErrorShape,
} from "@trpc/server";
import type { ErrorData } from "./errors.ts";

// One by one: the server's own index also names its context, and all that hangs on it.
type Routers = {
  meetings: typeof meetings;
  links: typeof links;
  lifecycle: typeof lifecycle;
  stats: typeof stats;
};

/** The wire's error: tRPC's shape with our data. */
type ErrorShape = Omit<TRPCDefaultErrorShape, "data"> & { data: ErrorData };

/** The service's router as callers see it: procedures alone, nothing of how the server is made. */
export type AppRouter = TRPCBuiltRouter<
  { ctx: object; meta: object; errorShape: ErrorShape; transformer: true },
  TRPCDecorateCreateRouterOptions<Routers>
>;

/** What each procedure takes, such as `Inputs["meetings"]["create"]`. */
export type Inputs = inferRouterInputs<AppRouter>;
/** What each procedure answers, such as `Outputs["meetings"]["list"]`. */
export type Outputs = inferRouterOutputs<AppRouter>;

/** Something that happened to a meeting, as `lifecycle.events` tells it. */
export type MeetingEvent = EventOf<Outputs["lifecycle"]["events"]>;
/** What a stream of tracked events gives, one by one. */
export type EventOf<Stream> = Stream extends AsyncIterable<{ data: infer Event }> ? Event : never;

export type Meeting = Outputs["meetings"]["get"];
/** An appointment as the platform tells of it. */
export type Appointment = Inputs["lifecycle"]["appointmentChanged"]["appointment"];
