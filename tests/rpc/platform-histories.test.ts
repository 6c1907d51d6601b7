import fc from "fast-check";
import { expect, test } from "vitest";
import { requireEndedByPeople } from "../support/ended-by-people.ts";
import { sizeOf } from "../support/size.ts";
import { aHistory, type History } from "./histories/a-history.ts";
import { createModel } from "./histories/model.ts";
import { createPureVisit } from "./histories/pure-rules.ts";
import { createServiceVisit } from "./histories/service-visit.ts";
import { openPlatform } from "./open-platform.ts";

const platform = openPlatform();
const pure = sizeOf({ full: 20_000, everyday: 2_500 });
const served = sizeOf({ full: 500, everyday: 5 });
const servedAtOnce = 5;

test(`over ${pure} histories the visit is as the platform and staff said last, and never changes under people inside`, () => {
  const seen = { steps: 0, messages: 0, inside: 0, deferred: 0, revived: 0 };
  fc.assert(
    fc.property(aHistory(14), ({ first, steps }) => {
      const model = createModel(first);
      const visit = createPureVisit(first);
      for (const step of [...steps, { do: "close" } as const]) {
        if (!model.isPossible(step)) continue;
        seen.steps += 1;
        if (step.do === "message") seen.messages += 1;
        const { status: _, closing: __, ...before } = visit.visit;
        const [wasInside, wasOn] = [model.inside, model.visit.on];
        model.take(step);
        visit.take(step);
        const { status, closing, ...after } = visit.visit;
        expect(after).toMatchObject(visit.expected(model.visit));
        if (!wasOn && model.visit.on) seen.revived += 1;
        if (wasInside && step.do === "message") {
          seen.inside += 1;
          expect(after).toEqual(before);
          expect(status).toBe("started");
        }
        if (wasInside && !model.inside && JSON.stringify(before) !== JSON.stringify(after))
          seen.deferred += 1;
        if (!model.inside) expect(closing).toBe(false);
      }
    }),
    { numRuns: pure },
  );
  console.log(`${pure} histories: ${JSON.stringify(seen)}`);
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(pure / 50);
}, 300_000);

test(`${served} histories through the whole service end as they should, and end no call but for a person`, async () => {
  let taken = 0;
  const run = async ({ first, steps }: History) => {
    const model = createModel(first);
    const visit = await createServiceVisit(platform, first);
    for (const step of [...steps, { do: "close" } as const]) {
      if (!model.isPossible(step)) continue;
      taken += 1;
      const { startTime, topic, hostEmail, participantEmail, zoomMeetingId } = await visit.get();
      const wasInside = model.inside;
      model.take(step);
      await visit.take(step);
      const now = await visit.get();
      const same = { startTime, topic, hostEmail, participantEmail, zoomMeetingId, status: "started" };
      if (model.inside && wasInside) expect(now, JSON.stringify(step)).toMatchObject(same);
      else if (!model.inside) expect(now, JSON.stringify(step)).toMatchObject(visit.expected(model.visit));
      await visit.agrees();
    }
    await visit.hostAtZoomAgrees();
  };
  const histories = fc.sample(aHistory(10), served);
  for (let index = 0; index < served; index += servedAtOnce)
    await Promise.all(histories.slice(index, index + servedAtOnce).map((history) => runOrShow(history, run)));
  const { control } = platform.app.zoom;
  await requireEndedByPeople(platform.app.server.deps.db, control);
  const ends = await control.callsThatEnded();
  console.log(
    `${served} histories through the service: ${taken} steps, ${ends.length} calls ended for a person`,
  );
}, 3_600_000);

/** A history that fails is shown whole. */
async function runOrShow(history: History, run: (history: History) => Promise<void>): Promise<void> {
  try {
    await run(history);
  } catch (error) {
    throw new Error(`In ${JSON.stringify(history)}: ${error}`, { cause: error });
  }
}
