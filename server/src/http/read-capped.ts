/** The largest body of a call, over tRPC and REST. */
export const maxBodyBytes = 256 * 1024;

/** The body's bytes, or null when they are more than `maxBytes`; the rest is not buffered. */
export async function readCapped(request: Request, maxBytes: number): Promise<Buffer | null> {
  const declared = declaredBytes(request);
  if (declared !== null && declared > maxBytes) return null;
  // Node's parser takes no byte beyond the declared length.
  if (declared !== null) return Buffer.from(await request.arrayBuffer());
  if (!request.body) return Buffer.alloc(0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body) {
    size += chunk.byteLength;
    if (size > maxBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** How long the request says that its body is; null when it does not say. */
export function declaredBytes({ headers }: Request): number | null {
  const declared = headers.get("content-length");
  return declared === null ? null : Number(declared);
}

/** The same request; whoever reads its body gets the error where there is more than `maxBytes` of it. */
export function withCappedBody(request: Request, maxBytes: number, tooLarge: () => Error): Request {
  if (!request.body) return request;
  let size = 0;
  const cap = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      size += chunk.byteLength;
      if (size > maxBytes) controller.error(tooLarge());
      else controller.enqueue(chunk);
    },
  });
  const { url, method, headers, signal } = request;
  return new Request(url, { method, headers, signal, body: request.body.pipeThrough(cap), duplex: "half" });
}
