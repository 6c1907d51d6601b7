import { ofetch } from "ofetch";
import { networkFailure } from "./network-failure.ts";
import { readCappedText } from "./read-capped-text.ts";

const maxAnswerBytes = 256 * 1024;

type OutgoingCall = {
  method: string;
  url: string;
  headers: Record<string, string>;
  body?: string;
  signal: AbortSignal;
};

export type Reply =
  | { kind: "not-sent"; detail: string }
  | { kind: "no-answer"; detail: string }
  | { kind: "unread"; status: number; headers: Headers; detail: string }
  | { kind: "answered"; status: number; headers: Headers; text: string };

/** One HTTP exchange: no retry, no redirect, bounded in bytes, and in time by the signal. Never throws. */
export async function exchange({ url, signal, ...call }: OutgoingCall): Promise<Reply> {
  if (signal.aborted) return { kind: "not-sent", detail: "the deadline had already passed" };
  const response = await send(url, { ...call, signal });
  if ("kind" in response) return response;

  const { status, headers, body } = response;
  try {
    const text = body ? await readCappedText(body, maxAnswerBytes) : "";
    if (text === null) return { kind: "unread", status, headers, detail: "the answer is too large" };
    return { kind: "answered", status, headers, text };
  } catch (error) {
    return { kind: "unread", status, headers, detail: `the answer broke off: ${reason(error, signal)}` };
  }
}

async function send(url: string, call: Omit<OutgoingCall, "url">): Promise<Response | Reply> {
  try {
    return await ofetch.raw(url, {
      ...call,
      retry: 0,
      // A followed redirect would carry the token to an address that nobody configured.
      redirect: "manual",
      responseType: "stream",
      ignoreResponseError: true,
    });
  } catch (error) {
    const { neverSent } = networkFailure(error);
    return { kind: neverSent ? "not-sent" : "no-answer", detail: reason(error, call.signal) };
  }
}

function reason(error: unknown, signal: AbortSignal): string {
  return signal.aborted ? "the deadline passed" : networkFailure(error).code;
}
