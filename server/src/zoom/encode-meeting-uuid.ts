/** A meeting number or UUID as a path segment. Zoom's router wants some UUIDs encoded twice. */
export function encodeMeetingUuid(idOrUuid: string): string {
  const once = encodeURIComponent(idOrUuid);
  return idOrUuid.startsWith("/") || idOrUuid.includes("//") ? encodeURIComponent(once) : once;
}
