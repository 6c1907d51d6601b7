export interface StreamMessage {
  event: string;
  data: string;
  /** Empty where the message has none of its own. */
  id: string;
}

const maxCharacters = 1_000_000;

/** The messages of a text/event-stream. `read` gives its bytes, undefined at its end. */
export async function* readEventStream(
  read: () => Promise<Uint8Array | undefined>,
): AsyncGenerator<StreamMessage, void> {
  const decoder = new TextDecoder();
  let text = "";
  let message = emptyMessage();
  for (let chunk = await read(); chunk; chunk = await read()) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > maxCharacters) throw new Error("A message of the stream is too long");
    // A CR at the end may be half of a CRLF.
    const lines = text.split(/\r\n|\n|\r(?!$)/);
    text = lines.pop() ?? "";
    for (const line of lines) {
      if (line !== "") {
        addLine(message, line);
        continue;
      }
      if (message.data !== null || message.id !== "") yield { ...message, data: message.data ?? "" };
      message = emptyMessage();
    }
  }
}

type Unfinished = Omit<StreamMessage, "data"> & { data: string | null };

const emptyMessage = (): Unfinished => ({ event: "message", data: null, id: "" });

function addLine(message: Unfinished, line: string): void {
  const [, field, value = ""] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
  if (field === "data") message.data = message.data === null ? value : `${message.data}\n${value}`;
  if (field === "event") message.event = value;
  if (field === "id" && !value.includes("\0")) message.id = value;
}
