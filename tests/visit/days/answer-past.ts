import type { SandboxControl } from "@patientcare/zoom-sandbox/control-client.ts";
import type { VisitFact } from "@patientcare/zoom-server/domain/visit/visit-facts.ts";
import type { DeliveredDay } from "./deliver-day.ts";
import { type AtZoom, isoOf, uuidOf } from "./deliveries-of.ts";

/** Zoom answers about the past of a meeting what the day says, or that it may not. */
export async function answerPast(
  { addFault }: SandboxControl,
  { past, participantsKnown }: DeliveredDay,
  zoom: AtZoom,
): Promise<void> {
  const answer = (path: string, status: number, body: object) =>
    addFault({
      kind: "status",
      status,
      body,
      times: -1,
      match: { method: "GET", path: `/past_meetings/${path}$` },
    });
  const instances = `${zoom.zoomMeetingId}/instances`;
  if (!participantsKnown) {
    await answer(instances, 400, { code: 200, message: "Only available for paid account." });
    return;
  }
  const runnings = [...Map.groupBy(past, ({ uuid }) => uuid)].map(([uuid, facts]) => ({
    uuid: uuidOf(uuid, zoom),
    start_time: timeOf(facts, "started", zoom),
    end_time: timeOf(facts, "ended", zoom),
    participants: participantsIn(facts, zoom),
  }));
  await answer(instances, 200, { meetings: runnings.map(({ uuid, start_time }) => ({ uuid, start_time })) });
  for (const { participants, ...running } of runnings) {
    const id = Number(zoom.zoomMeetingId);
    await answer(running.uuid, 200, {
      ...running,
      id,
      host_id: "host-user",
      participants_count: participants.length,
    });
    await answer(`${running.uuid}/participants`, 200, {
      participants,
      next_page_token: "",
      total_records: 0,
    });
  }
}

const timeOf = (facts: readonly VisitFact[], kind: VisitFact["kind"], zoom: AtZoom): string =>
  isoOf(zoom.momentOf(facts.find((fact) => fact.kind === kind)?.at ?? new Date(0)));

const participantsIn = (facts: readonly VisitFact[], zoom: AtZoom) =>
  [...Map.groupBy(facts, ({ participant }) => participant?.stay)].flatMap(([stay, ofStay]) => {
    const participant = ofStay[0]?.participant;
    if (!participant) return [];
    return {
      user_id: stay,
      id: participant.zoomUserId ?? "",
      name: participant.name ?? "",
      user_email: participant.emailHash === null ? "" : zoom.emailOf(participant.emailHash),
      join_time: timeOf(ofStay, "joined", zoom),
      leave_time: timeOf(ofStay, "left", zoom),
      duration: 0,
      status: "in_meeting",
    };
  });
