import type { Meeting } from "../meeting.ts";

export function joinUrlOf(url: string, meeting: Meeting): string {
  const link = `${url}/j/${meeting.id}`;
  return meeting.password === "" ? link : `${link}?pwd=${meeting.encryptedPassword}`;
}
