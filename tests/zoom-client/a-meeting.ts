/** A meeting as Zoom answers it. */
export function aMeeting(changes: Record<string, unknown> = {}) {
  return {
    uuid: "aDYlohsHRtCd4ii1uC2+hA==",
    id: 97763643886,
    host_id: "30R7kT7bTIKSNUFEuH_Qlg",
    topic: "Online visit",
    created_at: "2026-03-09T14:00:00Z",
    start_time: "2026-03-10T09:00:00Z",
    duration: 30,
    start_url: "https://us05web.zoom.us/s/97763643886?zak=z",
    join_url: "https://us05web.zoom.us/j/97763643886?pwd=x.1",
    password: "a1B2c3",
    settings: { waiting_room: true },
    ...changes,
  };
}
