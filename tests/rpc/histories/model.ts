import type { Said, Step } from "./a-history.ts";

/**
 * The visit as people expect it, in a few lines that share nothing with the service: the platform writes what it
 * changed, staff write what they want, and nobody's visit changes while they are in the room.
 */
export function createModel(first: Said) {
  const visit = { ...first, on: true };
  let reached: Said = first;
  let newest: Said = first;
  let waits = false;
  let inside = false;

  const apply = (said: Said) => {
    waits = false;
    const isAnew = said.status === "CONFIRMED" && reached.status !== "CONFIRMED";
    const isNew = (field: "start" | "topic" | "doctor" | "patient") =>
      isAnew || said[field] !== reached[field];
    if (said.status === "COMPLETED") reached = { ...reached, status: "COMPLETED" };
    else if (said.status !== "CONFIRMED") {
      if (reached.status !== said.status) visit.on = false;
      reached = { ...reached, status: said.status };
    } else if (!visit.on && !isNew("start") && !isNew("doctor"))
      reached = { ...reached, status: "CONFIRMED" };
    else {
      visit.on = true;
      if (isNew("start")) visit.start = said.start;
      if (isNew("topic")) visit.topic = said.topic;
      if (isNew("doctor")) visit.doctor = said.doctor;
      if (isNew("patient")) visit.patient = said.patient;
      reached = said;
    }
  };
  /** With people inside, only a message that leaves the visit as it is reaches it. */
  const hear = (said: Said) => {
    const before = { visit: { ...visit }, reached };
    apply(said);
    if (!inside || JSON.stringify(visit) === JSON.stringify(before.visit)) return;
    Object.assign(visit, before.visit);
    reached = before.reached;
    waits = true;
  };
  const leave = () => {
    inside = false;
    if (waits) apply(newest);
  };
  const staffDecide = () => {
    reached = newest;
    waits = false;
    inside = false;
  };

  return {
    get visit(): Readonly<typeof visit> {
      return visit;
    },
    get inside() {
      return inside;
    },
    /** False where the step cannot be taken now. */
    isPossible: (step: Step): boolean => {
      if (step.do === "staff-update") return visit.on && !inside;
      if (step.do === "staff-create") return !visit.on;
      if (step.do === "staff-cancel") return visit.on;
      if (step.do === "open" || step.do === "declare-start" || step.do === "click")
        return visit.on && !inside;
      if (step.do === "close" || step.do === "declare-end") return inside;
      return true;
    },
    take(step: Step) {
      switch (step.do) {
        case "message":
          if (step.age !== "newer") return;
          newest = step.said;
          return hear(newest);
        case "staff-update":
          Object.assign(visit, { start: step.start, topic: step.topic });
          return;
        case "staff-cancel":
          staffDecide();
          visit.on = false;
          return;
        case "staff-create":
          staffDecide();
          Object.assign(visit, { on: true, start: step.start, topic: step.topic, doctor: step.doctor });
          return;
        case "open":
        case "declare-start":
          inside = true;
          return;
        case "close":
        case "declare-end":
          leave();
          return;
        case "click":
          return;
      }
    },
  };
}
