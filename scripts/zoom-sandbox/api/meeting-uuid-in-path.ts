import { ApiError } from "./api-error.ts";

/**
 * The meeting id or uuid of a /past_meetings path. Zoom's router decodes once before it splits the path,
 * so a uuid that starts with "/" or holds "//" only arrives whole when the caller encoded it twice.
 */
export function meetingUuidInPath(url: string): string {
  const segment = new URL(url).pathname.split("/past_meetings/")[1]?.split("/")[0] ?? "";
  const routed = decodeURIComponent(segment);
  if (routed.startsWith("/") || routed.includes("//"))
    throw new ApiError(404, {
      code: 3001,
      message: "This meeting is not available or the meeting ID is invalid.",
    });
  return /%2F|%3D|%2B/i.test(routed) ? decodeURIComponent(routed) : routed;
}
