import { persist } from "./persist.ts";

const timeoutMs = 15_000;

const request = (method: "GET" | "POST", url: string, form?: Record<string, string>): Promise<Response> =>
  fetch(url, {
    method,
    redirect: "manual",
    signal: AbortSignal.timeout(timeoutMs),
    ...(form && { body: new URLSearchParams(form) }),
  });

async function readPage(url: string): Promise<string> {
  const response = await request("GET", url);
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${url.replace(/\?.*$/, "")} answered ${response.status}`);
  return text;
}

/** The state and the headline of the page behind one of our links. */
export const readLinkPage = (url: string): Promise<{ state: string; headline: string }> =>
  persist(async () => {
    const text = await readPage(url);
    return {
      state: text.match(/data-state="([^"]+)"/)?.[1] ?? "unknown",
      headline: text.match(/<h1[^>]*>([^<]+)/)?.[1]?.trim() ?? "",
    };
  });

/** Goes on from one of our links, as its button does. Returns the URL of the redirect. */
export const followLink = (url: string): Promise<string> =>
  persist(async () => {
    const response = await request("POST", url);
    await response.body?.cancel();
    const target = response.headers.get("location");
    // Unavailable for a moment, like a broken connection: the page says so too.
    if (response.status === 503) throw new TypeError("The page asks to try again");
    if (response.status !== 303 || !target) throw new Error(`The link answered ${response.status}, not 303`);
    return target;
  });

type HostPage = { hostIsInside: boolean; inside: string[]; waiting: { name: string; admitUrl: string }[] };

async function readHostPage(startUrl: string): Promise<HostPage> {
  const text = await readPage(startUrl);
  const tiles = text.match(/<ul class="tiles">(.*?)<\/ul>/s)?.[1] ?? "";
  const waiting = text.matchAll(
    /<span>([^<]+)<\/span>\s*<form method="post" action="([^"]+\/admit\/[^"]+)"/g,
  );
  return {
    hostIsInside: text.includes('data-room-state="in-room"'),
    inside: [...tiles.matchAll(/<li>([^<]+)<\/li>/g)].map(([, name = ""]) => name),
    waiting: [...waiting].map(([, name = "", action = ""]) => ({
      name,
      admitUrl: new URL(action, startUrl).href,
    })),
  };
}

async function press(url: string, form?: Record<string, string>): Promise<void> {
  const response = await request("POST", url, form);
  await response.body?.cancel();
  if (response.status !== 303) throw new Error(`The room answered ${response.status}, not 303`);
}

function hostButton(startUrl: string, verb: "start" | "leave" | "end"): string {
  const url = new URL(startUrl);
  url.pathname += `/${verb}`;
  return url.href;
}

/** The doctor starts the meeting; does nothing when they are in the room already. */
export const enterAsHost = (startUrl: string): Promise<void> =>
  persist(async () => {
    if (!(await readHostPage(startUrl)).hostIsInside) await press(hostButton(startUrl, "start"));
  });

/** The patient types their name; does nothing when they wait or sit in the room already. */
export const knock = (joinUrl: string, startUrl: string, name: string): Promise<void> =>
  persist(async () => {
    const { inside, waiting } = await readHostPage(startUrl);
    if (!inside.includes(name) && !waiting.some((each) => each.name === name)) await press(joinUrl, { name });
  });

/** The doctor lets the patient in. Returns the names of those in the room. */
export const admit = (startUrl: string, name: string): Promise<string[]> =>
  persist(async () => {
    const waiting = (await readHostPage(startUrl)).waiting.find((each) => each.name === name);
    if (waiting) await press(waiting.admitUrl);
    return (await readHostPage(startUrl)).inside;
  });

/** The doctor leaves, or ends the call for all; does nothing when they are out already. */
export const leaveRoom = (startUrl: string, verb: "leave" | "end"): Promise<void> =>
  persist(async () => {
    if ((await readHostPage(startUrl)).hostIsInside) await press(hostButton(startUrl, verb));
  });
