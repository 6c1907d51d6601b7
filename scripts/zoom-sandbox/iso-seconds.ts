/** Zoom's times: UTC, whole seconds, a Z at the end. */
export function isoSeconds(time: Date | number | string): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}
