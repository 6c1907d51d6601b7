export type { ErrorData } from "@patientcare/zoom-server/rpc/error-shape.ts";
export {
  type CallOptions,
  type ChangeOptions,
  createZoomClient,
  type ZoomClient,
  type ZoomClientOptions,
} from "./client.ts";
export {
  type ClientReason,
  isZoomError,
  type ZoomErrorReason,
  ZoomServiceError,
} from "./errors.ts";
export type { FollowOptions } from "./follow-events.ts";
export type { Appointment, AppRouter, Inputs, Meeting, MeetingEvent, Outputs } from "./router.ts";
