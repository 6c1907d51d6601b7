import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type OpenApp, openApp } from "../support/open-app.ts";

let app: OpenApp;
beforeAll(async () => {
  app = await openApp({ DOCS: "on", ROLE: "web" });
});
afterAll(() => app.close());

interface Answer {
  status: number;
  allow: string | undefined;
  body: string;
}

/** fetch sends no TRACE. */
function ask(method: string, path: string): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  request(`${app.url}${path}`, { method, agent: false }, (answer) => {
    let body = "";
    answer.setEncoding("utf8").on("data", (text: string) => {
      body += text;
    });
    answer.on("end", () => resolve({ status: answer.statusCode ?? 0, allow: answer.headers.allow, body }));
  })
    .on("error", reject)
    .end();
  return promise;
}

const paths = [
  "/",
  "/healthz",
  "/readyz",
  "/docs",
  "/docs/rest",
  "/docs/swagger-ui-bundle.js",
  "/openapi.json",
  "/trpc/meetings.get",
  "/trpc/meetings.cancel",
  "/trpc/lifecycle.events",
  "/api/zoom/meetings",
  "/api/zoom/stats",
  "/api/zoom/webhook",
  "/j/AAAAAAAAAAAAAAAAAAAAAA",
  "/j/AAAAAAAAAAAAAAAAAAAAAA/events",
  "/nothing",
];

describe.each(paths)("%s", (path) => {
  test("HEAD is answered as GET is, without a body", async () => {
    const [head, get] = [await ask("HEAD", path), await ask("GET", path)];
    expect({ status: head.status, body: head.body }).toEqual({ status: get.status, body: "" });
  });

  test("OPTIONS says which methods there are", async () => {
    const { status, allow } = await ask("OPTIONS", path);
    if (path === "/nothing") return expect(status).toBe(404);
    expect([204, 405]).toContain(status);
    expect(allow).toMatch(/^(GET, HEAD|POST|GET, HEAD, POST|POST, GET, HEAD)(, |$)/);
  });

  test("another method is refused, and nothing of the request comes back", async () => {
    for (const method of ["TRACE", "PATCH", "PUT", "DELETE", "PROPFIND", "PURGE"]) {
      const { status, allow, body } = await ask(method, path);
      const expected = path === "/nothing" ? [404] : [405];
      expect([method, expected.includes(status), status]).toEqual([method, true, status]);
      if (status === 405) expect([method, allow]).toEqual([method, expect.stringMatching(/GET|POST/)]);
      expect(body).not.toContain("HTTP/1.1");
    }
  });
});

test("a target that is no path, and the target of the whole server, are answered without trouble of ours", async () => {
  for (const path of ["*", "x", "http://elsewhere.example/healthz"]) {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const { hostname, port } = new URL(app.url);
    request({ hostname, port, method: "OPTIONS", path, agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    })
      .on("error", reject)
      .end();
    expect([path, (await promise) < 500]).toEqual([path, true]);
  }
});
