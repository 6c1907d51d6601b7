import {
  type Decision,
  decide,
  type VisitState,
} from "@patientcare/zoom-server/domain/appointment/decide.ts";
import { type Base, baseAfterAll } from "@patientcare/zoom-server/domain/appointment/merge.ts";
import type { PlatformContent } from "@patientcare/zoom-server/domain/appointment/platform-content.ts";
import {
  type PlatformMessage,
  precedenceOf,
} from "@patientcare/zoom-server/domain/appointment/precedence.ts";
import type { Said, Step } from "./a-history.ts";

const window = { opensBeforeMinutes: 15, closesAfterMinutes: 30 };
const now = new Date("2027-01-15T08:50:00Z");
const startTime = (start: number) => new Date(Date.UTC(2027, 0, 15, 9, 3 * start)).toISOString();
const doctor = (which: number) => ({ id: `d${which}`, email: `doctor-${which}@clinic.example` });
const patient = (which: number) => ({ id: `p${which}`, name: `P${which}`, email: `p${which}@home.example` });

const contentOf = ({ status, start, topic, ...said }: Said): PlatformContent => ({
  status,
  type: "ONLINE",
  startTime: startTime(start),
  duration: 30,
  topic,
  doctor: doctor(said.doctor),
  patient: patient(said.patient),
});

/** The rules over rows in memory: what the operations do with PostgreSQL and Zoom. */
export function createPureVisit(first: Said) {
  let known: PlatformMessage = { updatedAt: now, content: contentOf(first) };
  let base: Base = known.content;
  const fields = contentOf(first);
  let row: VisitState = {
    ...fields,
    topic: first.topic,
    timezone: "UTC",
    status: "scheduled",
    closing: false,
  };
  let waits = false;

  const apply = () => {
    const inside = row.status === "started";
    const decision: Decision = decide({ incoming: known.content, base, row, inside, now, window });
    base = decision.base;
    waits = decision.consequence === "defer" || decision.consequence === "close-entries";
    if (decision.consequence === "cancel") row = { ...row, status: "cancelled", closing: false };
    else if (decision.consequence === "close-entries") row = { ...row, closing: true };
    else if (decision.consequence === "defer") row = { ...row, closing: false };
    else if (decision.consequence !== "record") {
      const status = row.status === "cancelled" ? "scheduled" : row.status;
      row = { ...row, ...decision.next, status, closing: false };
    } else {
      const isWithdrawn = known.content.status === "CANCELLED" || known.content.status === "PENDING";
      if (!isWithdrawn || !decision.statusChanged) row = { ...row, closing: false };
    }
  };
  const staffDecide = () => {
    base = baseAfterAll(base, known.content);
    waits = false;
  };

  return {
    get visit() {
      return { ...row, on: row.status !== "cancelled" };
    },
    expected: (said: Said & { on: boolean }) => {
      const { startTime: start, topic, doctor: who, patient: whom } = contentOf(said);
      return said.on ? { on: true, startTime: start, topic, doctor: who, patient: whom } : { on: false };
    },
    take(step: Step) {
      switch (step.do) {
        case "message": {
          const move = { newer: 1_000, older: -1_000, repeated: 0 }[step.age];
          const updatedAt = new Date(known.updatedAt.getTime() + move);
          const content = step.age === "repeated" ? known.content : contentOf(step.said);
          const incoming = { updatedAt, content };
          if (precedenceOf(known, incoming).holds === "known") return;
          known = incoming;
          return apply();
        }
        case "staff-update":
          row = { ...row, startTime: startTime(step.start), topic: step.topic };
          return;
        case "staff-cancel":
          staffDecide();
          row = { ...row, status: "cancelled", closing: false };
          return;
        case "staff-create":
          staffDecide();
          row = {
            ...row,
            status: "scheduled",
            startTime: startTime(step.start),
            topic: step.topic,
            doctor: doctor(step.doctor),
          };
          return;
        case "open":
        case "declare-start":
          row = { ...row, status: "started" };
          return;
        case "close":
        case "declare-end":
          row = { ...row, status: "scheduled" };
          if (waits) apply();
          return;
        case "click":
          return;
      }
    },
  };
}
