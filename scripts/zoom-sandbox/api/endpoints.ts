import type { RateLabel } from "../state.ts";

export type Endpoint = { label: RateLabel; granular: string[]; classic: string[] };

const readMeeting = ["meeting:read:admin", "meeting:read"];
const writeMeeting = ["meeting:write:admin", "meeting:write"];

function both(scope: string): string[] {
  return [scope, `${scope}:admin`];
}

export const endpoints = {
  createMeeting: { label: "light", granular: both("meeting:write:meeting"), classic: writeMeeting },
  listMeetings: { label: "medium", granular: both("meeting:read:list_meetings"), classic: readMeeting },
  getMeeting: { label: "light", granular: both("meeting:read:meeting"), classic: readMeeting },
  updateMeeting: {
    label: "light",
    granular: ["meeting:update:meeting:admin", "meeting:update:meeting"],
    classic: writeMeeting,
  },
  deleteMeeting: { label: "light", granular: both("meeting:delete:meeting"), classic: writeMeeting },
  setMeetingStatus: { label: "light", granular: both("meeting:update:status"), classic: writeMeeting },
  getPastMeeting: { label: "light", granular: both("meeting:read:past_meeting"), classic: readMeeting },
  listPastInstances: {
    label: "medium",
    granular: both("meeting:read:list_past_instances"),
    classic: readMeeting,
  },
  listPastParticipants: {
    label: "medium",
    granular: both("meeting:read:list_past_participants"),
    classic: readMeeting,
  },
  getUser: { label: "light", granular: both("user:read:user"), classic: ["user:read:admin", "user:read"] },
} as const satisfies Record<string, Endpoint>;

export const allScopes: string[] = Object.values(endpoints).flatMap(({ granular }) =>
  granular.filter((scope) => scope.endsWith(":admin")),
);
