import type { IncomingMessage } from "node:http";

/**
 * The body's bytes, as they came: nothing is unpacked. Null when they are more than `maxBytes`; what is too much is
 * not kept, and a length that says so is not waited for.
 */
export function readIncoming(incoming: IncomingMessage, maxBytes: number): Promise<Buffer | null> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer | null>();
  if (Number(incoming.headers["content-length"] ?? 0) > maxBytes) resolve(null);
  const chunks: Buffer[] = [];
  let size = 0;
  incoming.on("data", (chunk: Buffer) => {
    size += chunk.byteLength;
    if (size <= maxBytes) chunks.push(chunk);
    else {
      chunks.length = 0;
      resolve(null);
    }
  });
  incoming.on("end", () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
  incoming.on("error", reject);
  incoming.on("close", () => {
    if (!incoming.readableEnded) reject(new Error("The delivery broke off"));
  });
  return promise;
}
