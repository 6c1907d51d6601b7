import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type OpenApp, openApp, unhurried } from "../support/open-app.ts";
import { bookPastVisit, doctorsName, type PastVisit, recordOf } from "./past-visit.ts";

vi.setConfig({ maxConcurrency: 8, testTimeout: 60_000 });
let app: OpenApp;
beforeAll(async () => {
  app = await openApp(unhurried);
});
afterAll(() => app.close());

interface Story {
  what: string;
  play(visit: PastVisit): Promise<unknown>;
}

const clicks = async (visit: PastVisit, minute = -1) => visit.click(await visit.link(), minute);

const held = { recorded: "ended/held", appointment: "COMPLETED", proof: true };
const unknown = { recorded: "ended/unknown", appointment: "CONFIRMED", proof: false };

describe.concurrent("the patient came by the link that was pressed once, and the visit was held, whatever Zoom calls them", () => {
  const stories: Story[] = [
    {
      what: "joined as iPhone and left as John Doe",
      play: async ({ join, leave }) => leave(9, await join(1, { name: "iPhone" }), { name: "John Doe" }),
    },
    {
      what: "has no name when they leave",
      play: async ({ join, leave }) => leave(9, await join(1, { name: "Sam" }), { name: "" }),
    },
    {
      what: "has a mark that nobody sees behind the name when they leave",
      play: async ({ join, leave }) => leave(9, await join(1, { name: "Sam" }), { name: "Sam\u200b" }),
    },
    {
      what: "is signed in to Zoom when they join and not when they leave",
      play: async ({ join, leave }) =>
        leave(9, await join(1, { name: "Sam", zoomUserId: "zoom-user-of-sam" }), { zoomUserId: "" }),
    },
    {
      what: "joins with an e-mail that is not the booked one, and leaves without",
      play: async ({ join, leave }) =>
        leave(9, await join(1, { name: "Sam", email: "sam@work.example" }), { email: "" }),
    },
    {
      what: "is a masked number when they call in and Call-In User when they leave",
      play: async ({ join, leave }) => leave(9, await join(1, { phoneNumber: "16505551234" })),
    },
    {
      what: "drops out and comes back under another name",
      play: async ({ join, leave, control, id, at }) => {
        const first = await join(1, { name: "iPhone" });
        await leave(4, first);
        await control.rejoin(id, first, { name: "Sam Rivers", ...at(5) });
      },
    },
    {
      what: "comes back from another device after a second click",
      play: async (visit) => {
        await visit.leave(4, await visit.join(1, { name: "iPhone" }));
        await clicks(visit, 5);
        await visit.join(6, { name: "Galaxy S9" });
      },
    },
    {
      what: "brings a note-taking bot",
      play: async ({ join }) => {
        await join(1, { name: "Sam's Otter.ai Notetaker" });
        await join(2, { name: "Sam" });
      },
    },
  ];

  test.for(stories)("$what", async ({ play }) => {
    const visit = await bookPastVisit(app);
    await clicks(visit);
    await visit.doctorComes(0);
    await play(visit);
    await visit.end(10);
    expect(await recordOf(visit)).toMatchObject({ ...held, evidence: "redirect" });
  });

  test("presses it long before, waits for the doctor, and is heard of nineteen minutes later", async () => {
    const visit = await bookPastVisit(app);
    const { control, id, at } = visit;
    for (const event of ["jbh_waiting", "jbh_waiting_left", "joined_waiting_room", "admitted"])
      await control.dropEvents([`meeting.participant_${event}`], { meetingId: id });
    await clicks(visit, -14);
    const { userId } = await control.arrive(id, { name: "Sam", ...at(-13) });
    await visit.click(await visit.link("host"), 4);
    await visit.doctorComes(4);
    await control.admit(id, userId, at(5));
    await visit.end(12);
    expect(await recordOf(visit)).toMatchObject({ ...held, evidence: "redirect" });
  });

  test("and a son on a device of his own: the evidence says that there were several", async () => {
    const visit = await bookPastVisit(app);
    await clicks(visit);
    await visit.doctorComes(0);
    await visit.join(1, { name: "iPhone" });
    await visit.join(2, { name: "Tim's iPad" });
    await visit.end(10);
    expect(await recordOf(visit)).toMatchObject({ ...held, evidence: "redirect-several" });
  });
});

describe.concurrent("somebody was with the doctor, and nobody knows who: it is never a visit missed, nor one held", () => {
  const unsent: Story[] = [
    { what: "the doctor's own phone, signed in to nothing", play: ({ join }) => join(1, { name: "iPhone" }) },
    { what: "somebody with an unknown name", play: ({ join }) => join(1, { name: "Somebody" }) },
  ];
  test.for(unsent)("$what, and the patient's link was never pressed", async ({ play }) => {
    const visit = await bookPastVisit(app);
    await visit.link();
    await visit.doctorComes(0);
    await play(visit);
    await visit.end(10);
    expect(await recordOf(visit)).toMatchObject({ ...unknown, evidence: "only-other" });
  });

  test.for([
    { what: "after the interpreter came by link", interpreterAt: 1 },
    { what: "before the interpreter came by link", interpreterAt: 4 },
  ])("the patient dials the meeting's number $what", async ({ interpreterAt }) => {
    const visit = await bookPastVisit(app);
    const service = await app.as("service");
    const { url } = await service.links.invite({ meetingId: visit.meeting.id, kind: "interpreter" });
    await visit.link();
    await visit.doctorComes(0);
    const interpreter = async () => {
      await visit.click(url, interpreterAt);
      await visit.join(interpreterAt + 0.5, { name: "iPad" });
    };
    if (interpreterAt < 2) await interpreter();
    await visit.join(2, { phoneNumber: "16505551234" });
    if (interpreterAt > 2) await interpreter();
    await visit.end(10);
    expect(await recordOf(visit)).toMatchObject(unknown);
  });

  test.for([
    { order: "their own first", own: -2 },
    { order: "the patient's first", own: -0.5 },
  ])("a guest, after the doctor pressed both links in one browser, $order", async ({ own }) => {
    const visit = await bookPastVisit(app);
    const links = [
      { url: await visit.link("host"), minute: own },
      { url: await visit.link(), minute: -1 },
    ].sort((one, other) => one.minute - other.minute);
    let cookie: string | undefined;
    for (const { url, minute } of links) cookie = await visit.click(url, minute, cookie);
    await visit.doctorComes(0);
    await visit.join(1, { name: "A guest" });
    await visit.end(10);
    expect(await recordOf(visit)).toMatchObject({ ...unknown, evidence: "redirect-same-device" });
  });
});

describe.concurrent("the doctor was with nobody", () => {
  const absent = { recorded: "missed/patient_absent", appointment: "NO_SHOW", proof: false };
  const nobodies: Story[] = [
    { what: "a note-taking bot", play: ({ join }) => join(1, { name: "Otter.ai Notetaker" }) },
    { what: "a guest under the doctor's display name", play: ({ join }) => join(1, { name: doctorsName }) },
    {
      what: "a guest under the name of the doctor's own stay",
      play: ({ join, doctor }) => join(1, { name: doctor.email.split("@")[0] ?? "" }),
    },
  ];
  test.for(nobodies)(
    "but $what, and the link was sent and not pressed: the patient was absent",
    async ({ play }) => {
      const visit = await bookPastVisit(app);
      await visit.link();
      await visit.doctorComes(0);
      await play(visit);
      await visit.end(10);
      expect(await recordOf(visit)).toMatchObject(absent);
    },
  );

  test("while the patient sat in the waiting room and was never let in: nobody was absent", async () => {
    const visit = await bookPastVisit(app);
    await clicks(visit);
    await visit.doctorComes(0);
    await visit.control.waitingRoom(visit.id, { name: "Sam", ...visit.at(1) });
    await visit.end(10);
    expect(await recordOf(visit)).toMatchObject({
      recorded: "missed/unknown",
      appointment: "CONFIRMED",
      proof: false,
    });
  });

  test("and the patient, who has no address, was never sent anything: nobody was absent", async () => {
    const visit = await bookPastVisit(app, { name: "Sam Rivers" });
    await visit.doctorComes(0);
    await visit.end(10);
    expect(await recordOf(visit)).toMatchObject({
      recorded: "missed/technical",
      appointment: "CONFIRMED",
      proof: false,
      attentions: ["no-contact"],
    });
  });
});
