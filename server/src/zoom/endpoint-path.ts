import { encodeMeetingUuid } from "./encode-meeting-uuid.ts";

export type Endpoint = `${"GET" | "POST" | "PATCH" | "PUT" | "DELETE"} /${string}`;

/** `endpointPath("GET /users/{userId}", { userId: "a@b.example" })` is `/users/a%40b.example`. */
export function endpointPath(endpoint: Endpoint, ids: Readonly<Record<string, string>>): string {
  return endpoint.slice(endpoint.indexOf("/")).replace(/\{(\w+)\}/g, (_, name) => segment(ids[name]));
}

function segment(id: string | undefined): string {
  // Dots survive encoding, and `/meetings/..` or `/meetings/` would name another resource.
  if (!id || /^\.+$/.test(id)) throw new TypeError("An id in a Zoom path must not be empty or only dots");
  return encodeMeetingUuid(id);
}
