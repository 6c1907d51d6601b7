import { once } from "node:events";
import { connect } from "node:net";

export type Connection = {
  /** Sends a whole request and resolves to the status of its answer; 0 when the connection broke. One at a time. */
  send(request: Buffer): Promise<number>;
  close(): void;
};

/**
 * A keep-alive connection with as little code as possible between the load and the socket: load generators that parse HTTP
 * in full use more processor time than the service they measure.
 */
export async function openConnection(host: string, port: number): Promise<Connection> {
  const socket = connect({ host, port, noDelay: true });
  await once(socket, "connect");
  let answer = "";
  let finish: (status: number) => void = () => {};
  socket.setEncoding("latin1").on("data", (text: string) => {
    answer += text;
    const bodyAt = answer.indexOf("\r\n\r\n") + 4;
    if (bodyAt < 4) return;
    const length = Number(/\r\ncontent-length: *(\d+)/i.exec(answer)?.[1] ?? Number.NaN);
    if (Number.isNaN(length)) throw new Error(`An answer without a length: ${answer.slice(0, bodyAt)}`);
    if (answer.length < bodyAt + length) return;
    const status = Number(answer.slice("HTTP/1.1 ".length, "HTTP/1.1 200".length));
    answer = "";
    finish(status);
  });
  socket.on("error", () => finish(0));
  socket.on("close", () => finish(0));
  return {
    send: (request) =>
      new Promise((resolve) => {
        if (socket.destroyed) return resolve(0);
        finish = resolve;
        socket.write(request);
      }),
    close: () => socket.destroy(),
  };
}
