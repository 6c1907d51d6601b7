import { randomUUID } from "node:crypto";
import { jwtVerify, SignJWT } from "jose";
import type { Meeting, SandboxContext } from "../state.ts";
import { isoSeconds } from "../zoom-formats.ts";
import { toFullSettings } from "./meeting-settings.ts";
import { ApiError } from "./requests.ts";

export function findMeeting(
  context: SandboxContext,
  id: string,
  missing = `Meeting does not exist: ${id}.`,
): Meeting {
  if (!/^\d{9,11}$/.test(id)) throw new ApiError(400, { code: 300, message: "Invalid meeting id." });
  const meeting = context.state.meetings[id];
  if (!meeting || meeting.deletedAt !== null) throw new ApiError(404, { code: 3001, message: missing });
  return meeting;
}

export function joinUrlOf(url: string, meeting: Meeting): string {
  const link = `${url}/j/${meeting.id}`;
  return meeting.password === "" ? link : `${link}?pwd=${meeting.encryptedPassword}`;
}

const startTokenLifetimeSeconds = 7200;

/** The `zak` of a start link: two hours long, and never the same twice. */
function newStartToken(context: SandboxContext, meeting: Meeting): Promise<string> {
  const issuedAt = Math.floor(context.now().getTime() / 1000);
  return new SignJWT({ uid: meeting.hostId, zty: 1, sty: 100, cid: "", mn: meeting.id })
    .setProtectedHeader({ typ: "JWT", alg: "HS256" })
    .setIssuer("web")
    .setAudience("clientsm")
    .setJti(randomUUID())
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + startTokenLifetimeSeconds)
    .sign(new TextEncoder().encode(context.state.zakSecret));
}

/** Whether the `zak` opens this meeting as host, by the sandbox's clock. */
export async function isStartToken(
  context: SandboxContext,
  zak: string,
  meetingId: string,
): Promise<boolean> {
  try {
    const { payload } = await jwtVerify(zak, new TextEncoder().encode(context.state.zakSecret), {
      algorithms: ["HS256"],
      audience: "clientsm",
      currentDate: context.now(),
    });
    return payload.mn === meetingId;
  } catch {
    return false;
  }
}

/** The answer of create and get, its fields in the order Zoom sends them. */
export async function toMeetingResponse(
  context: SandboxContext,
  meeting: Meeting,
): Promise<Record<string, unknown>> {
  return {
    uuid: meeting.uuid,
    id: Number(meeting.id),
    host_id: meeting.hostId,
    host_email: meeting.hostEmail,
    topic: meeting.topic,
    type: meeting.type,
    status: meeting.live ? "started" : "waiting",
    ...(meeting.startTime === null ? {} : { start_time: isoSeconds(meeting.startTime) }),
    duration: meeting.duration,
    timezone: meeting.timezone,
    ...(meeting.agenda === null ? {} : { agenda: meeting.agenda }),
    created_at: isoSeconds(meeting.createdAt),
    start_url: `${context.url}/s/${meeting.id}?zak=${await newStartToken(context, meeting)}`,
    join_url: joinUrlOf(context.url, meeting),
    ...(meeting.password === ""
      ? {}
      : {
          password: meeting.password,
          h323_password: meeting.pstnPassword,
          pstn_password: meeting.pstnPassword,
          encrypted_password: meeting.encryptedPassword,
        }),
    ...(meeting.recurrence === null ? {} : { recurrence: meeting.recurrence }),
    ...(meeting.trackingFields.length === 0 ? {} : { tracking_fields: meeting.trackingFields }),
    settings: toFullSettings(meeting.settings),
    creation_source: "open_api",
    pre_schedule: meeting.preSchedule,
  };
}
