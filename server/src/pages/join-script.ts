import { createHash } from "node:crypto";

/** Loads the page again when its state has changed; without a stream it polls. */
export const joinScript = `
// Behind the token there may be what a mail program put there.
const [path] = /^.*\\/j\\/[\\w-]+/.exec(location.pathname);
const shown = document.querySelector("main").dataset.shown;
const again = () => location.replace(path);
const stream = new EventSource(path + "/events");
stream.onmessage = ({ data }) => { if (data !== shown) { stream.close(); again(); } };
stream.onerror = () => { if (stream.readyState === EventSource.CLOSED) setTimeout(again, 20000); };
addEventListener("pagehide", () => stream.close());
addEventListener("pageshow", ({ persisted }) => { if (persisted) again(); });
`;

/** For the Content-Security-Policy: the page's only script, by its hash. */
export const scriptHash = `'sha256-${createHash("sha256").update(joinScript).digest("base64")}'`;
