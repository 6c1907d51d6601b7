export {
  type CallOptions,
  createZoomClient,
  type Inputs,
  type Outputs,
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
export type { AppRouter } from "./router.ts";
