import { once } from "node:events";
import { connect } from "node:net";

export interface RawConnection extends AsyncDisposable {
  write(bytes: string | Buffer): void;
  /** The next answer's status; 0 when the connection ends without one. */
  status(): Promise<number>;
  /** Status line and headers of the answer that `status` told last. */
  head(): string;
  /** Resolves when the server has ended the connection. */
  ended: Promise<void>;
}

/** Bytes on a socket, as no HTTP client would send them. */
export async function openRaw(url: string): Promise<RawConnection> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  await once(socket, "connect");
  const ended = new Promise<void>((resolve) => {
    socket.on("close", () => resolve());
  });
  let text = "";
  let lastHead = "";
  let heard: () => void = () => {};
  socket.setEncoding("latin1").on("data", (more) => {
    text += more;
    heard();
  });
  socket.on("error", () => {});
  ended.then(() => heard());
  return {
    write: (bytes) => socket.write(bytes),
    async status() {
      for (;;) {
        const [all, head, code] = /^(HTTP\/1\.1 (\d{3})[\s\S]*?\r\n\r\n)/.exec(text) ?? [];
        const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head ?? "")?.[1] ?? 0);
        if (all && head && text.length >= head.length + length) {
          text = text.slice(head.length + length);
          lastHead = head;
          return Number(code);
        }
        if (socket.destroyed) return 0;
        await new Promise<void>((resolve) => {
          heard = resolve;
        });
      }
    },
    head: () => lastHead,
    ended,
    async [Symbol.asyncDispose]() {
      socket.destroy();
      await ended;
    },
  };
}

/** A request of Zoom's in bytes; `headers` come after the usual ones. */
export const rawRequest = (
  headers: Record<string, string>,
  body: string | Buffer = "",
  start = "POST /api/zoom/webhook",
): Buffer =>
  Buffer.concat([
    Buffer.from(
      [
        `${start} HTTP/1.1`,
        "Host: localhost",
        "Content-Type: application/json; charset=utf-8",
        ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
        "\r\n",
      ].join("\r\n"),
      "latin1",
    ),
    Buffer.from(body),
  ]);
