import { expect, test } from "vitest";
import { openReceiver } from "./open-receiver.ts";
import { openSandbox } from "./open-sandbox.ts";

type Page = {
  url: string;
  status: number;
  state: string | undefined;
  heading: string | undefined;
  html: string;
};

async function read(response: Response): Promise<Page> {
  const html = await response.text();
  const state = html.match(/data-room-state="([a-z-]+)"/)?.[1];
  const heading = html.match(/<h1>(.*?)<\/h1>/s)?.[1];
  return { url: response.url, status: response.status, state, heading, html };
}

const open = async (url: string) => read(await fetch(url));

/** Submits the form of the button, as a browser without scripts does. */
async function press(page: Page, button: string, fields: Record<string, string> = {}): Promise<Page> {
  const form = page.html.split("<form").find((part) => part.includes(`>${button}</button>`)) ?? "";
  const action = form.match(/action="([^"]+)"/)?.[1]?.replaceAll("&amp;", "&") ?? "missing-form";
  const body = new URLSearchParams(fields);
  return read(await fetch(new URL(action, page.url), { method: "POST", body }));
}

async function openVisit(settings: Record<string, unknown> = { waiting_room: true }) {
  const receiver = await openReceiver();
  const sandbox = await openSandbox({ webhookUrl: receiver.url });
  const meeting = await sandbox.createMeeting({ topic: "Visit <Ann>", settings });
  return { ...sandbox, receiver, meeting };
}

test("patient and doctor meet through the waiting room, and the doctor ends the visit", async () => {
  const { meeting, receiver, control } = await openVisit();
  const joinPage = await open(meeting.join_url);
  expect([joinPage.state, joinPage.heading]).toEqual(["join", "Visit &lt;Ann&gt;"]);
  const early = await press(joinPage, "Join", { name: "Ann" });
  expect(early.state).toBe("waiting-host");
  expect(early.html).toContain('http-equiv="refresh"');

  const hostRoom = await press(await open(meeting.start_url), "Start meeting");
  expect(hostRoom.state).toBe("in-room");
  expect(hostRoom.html).toContain("Ann");
  expect((await open(early.url)).state).toBe("waiting-room");

  const admitted = await press(hostRoom, "Admit");
  expect(admitted.html).toContain("Nobody is waiting");
  expect((await open(early.url)).state).toBe("in-room");

  const ended = await press(admitted, "End for all");
  expect(ended.state).toBe("ended");
  expect((await open(early.url)).state).toBe("ended");
  await control.flush();
  expect(receiver.events().slice(1)).toEqual([
    "meeting.participant_jbh_waiting",
    "meeting.started",
    "meeting.participant_joined",
    "meeting.participant_jbh_waiting_left",
    "meeting.participant_joined_waiting_room",
    "meeting.participant_admitted",
    "meeting.participant_joined",
    "meeting.participant_left",
    "meeting.participant_left",
    "meeting.ended",
  ]);
});

test("without a waiting room a patient may come before the doctor, and the last one out ends it", async () => {
  const { meeting, receiver, control } = await openVisit({ join_before_host: true });
  const inside = await press(await open(meeting.join_url), "Join", { name: "Ann" });
  expect(inside.state).toBe("in-room");
  const left = await press(inside, "Leave");
  expect(left.state).toBe("ended");
  await control.flush();
  expect(receiver.events().slice(1)).toEqual([
    "meeting.started",
    "meeting.participant_joined",
    "meeting.participant_left",
    "meeting.ended",
  ]);
});

test("a wrong passcode is rejected, the right one is accepted", async () => {
  const { meeting, url } = await openVisit();
  const joinPage = await open(`${url}/j/${meeting.id}?pwd=wrong`);
  expect(joinPage.html).toContain("The passcode is wrong.");
  const rejected = await press(joinPage, "Join", { name: "Ann", passcode: "nope" });
  expect([rejected.status, rejected.state]).toEqual([403, "join"]);
  const entered = await press(joinPage, "Join", { name: "Ann", passcode: meeting.password });
  expect(entered.state).toBe("waiting-host");
});

test("a start link opens its own meeting only", async () => {
  const { meeting, createMeeting } = await openVisit();
  const other = await createMeeting();
  const swapped = await open(meeting.start_url.replace(String(meeting.id), String(other.id)));
  expect([swapped.status, swapped.state]).toEqual([403, "missing"]);
});

test("a deleted meeting does not exist any more, and an old start link has expired", async () => {
  const { meeting, control } = await openVisit();
  await control.advanceClock(7_201_000);
  const old = await open(meeting.start_url);
  await control.portalDelete(meeting.id);
  const deleted = await open(meeting.join_url);
  expect([old.state, old.heading]).toEqual(["missing", "This start link has expired"]);
  expect([deleted.status, deleted.state, deleted.heading]).toEqual([
    404,
    "missing",
    "This meeting does not exist",
  ]);
});
