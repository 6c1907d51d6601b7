import { isZoomError, type ZoomServiceError } from "@patientcare/zoom-sdk";

/** How the service refused a call of the SDK; null when it did not. Anything else is thrown on. */
export const refusalOf = (call: Promise<unknown>): Promise<ZoomServiceError | null> =>
  call.then(
    () => null,
    (error: unknown) => {
      if (isZoomError(error)) return error;
      throw error;
    },
  );
