import { expect } from "vitest";
import type { OpenApp } from "../support/open-app.ts";
import { type PersonName, people, tokenFor } from "../support/tokens.ts";
import { problemsWith } from "./matches-document.ts";

export interface RestReply {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: what older callers get is JSON without a type
  body: any;
}

/** A call as older callers make it: plain fetch and JSON. Every answer must fit the OpenAPI document. */
export async function callRest(
  app: Pick<OpenApp, "url">,
  person: PersonName | null,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<RestReply> {
  const reply = await fetch(`${app.url}/api/zoom${path}`, {
    method,
    headers: {
      ...(person && { authorization: `Bearer ${await tokenFor(people[person])}` }),
      ...(body !== undefined && { "content-type": "application/json" }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const answer = await reply.json();
  expect(problemsWith(method, `/api/zoom${path}`, reply.status, answer)).toEqual([]);
  return { status: reply.status, headers: reply.headers, body: answer };
}
