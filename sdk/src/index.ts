export {
  type CallOptions,
  type ChangeOptions,
  createZoomClient,
  type ZoomClient,
  type ZoomClientOptions,
} from "./client.ts";
export {
  type ClientReason,
  type ErrorData,
  isZoomError,
  type ZoomErrorReason,
  ZoomServiceError,
} from "./errors.ts";
export type { FollowOptions } from "./follow-events.ts";
export type { Appointment, AppRouter, Inputs, Meeting, MeetingEvent, Outputs } from "./router.ts";
