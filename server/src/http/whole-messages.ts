const lineFeed = 10;

/**
 * The same event stream with a chunk per message. tRPC gives one per field, and each costs some ten times its size while
 * it waits for a reader that is slow. Nothing is read ahead.
 */
export function wholeMessages(body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const parts: Uint8Array[] = [];
        for (;;) {
          const { done, value } = await reader.read();
          if (value) parts.push(value);
          if (!done && !endsMessage(value)) continue;
          if (parts.length > 0) controller.enqueue(new Uint8Array(Buffer.concat(parts)));
          if (done) controller.close();
          return;
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}

const endsMessage = (part: Uint8Array) => part.at(-1) === lineFeed && part.at(-2) === lineFeed;
