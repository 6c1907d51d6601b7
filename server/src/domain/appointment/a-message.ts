import type { PlatformContent } from "./platform-content.ts";

/** Content of a message for tests: a confirmed visit of Ada and Sam on a day at nine, unless told. */
export const aMessage = (change: Partial<PlatformContent> = {}): PlatformContent => ({
  status: "CONFIRMED",
  type: "ONLINE",
  startTime: "2027-01-15T09:00:00.000Z",
  duration: 30,
  timezone: "UTC",
  topic: "Follow-up",
  doctor: { id: "d1", name: "Ada", email: "ada@clinic.example" },
  patient: { id: "p1", name: "Sam", email: "sam@home.example" },
  ...change,
});
