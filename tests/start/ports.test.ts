import { once } from "node:events";
import { createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { anEnvironment, runService, startedService } from "./run-service.ts";

/** Keeps a port until the test ends; 9464 may be taken by another program already, which is as good. */
async function occupy(port: number): Promise<number> {
  const server = createServer();
  server.listen(port, "127.0.0.1");
  await once(server, "listening").catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EADDRINUSE") throw error;
  });
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === "object" && address ? address.port : port;
}

const opsPortIn = (message: string) => Number(/ are on port (\d+)/.exec(message)?.[1]);
const versionOn = async (port: number) => (await fetch(`http://127.0.0.1:${port}/version`)).status;

test("without OPS_PORT, and 9464 taken, operators get another port, which the start line says", async () => {
  await occupy(9464);
  const { line } = await startedService(await anEnvironment({ OPS_PORT: "" }));
  expect(line.message).toMatch(/^ready; .*, as 9464 is in use by another program$/);
  expect(await versionOn(opsPortIn(line.message))).toBe(200);
});

test("OPS_PORT=0 takes any free port, and the start line says which", async () => {
  const { line } = await startedService(await anEnvironment({ OPS_PORT: "0" }));
  expect(await versionOn(opsPortIn(line.message))).toBe(200);
});

test("an OPS_PORT that is free is used; one that is taken ends the start in one sentence", async () => {
  const port = await occupy(0);
  const { code, stderr } = await (await runService(await anEnvironment({ OPS_PORT: String(port) }))).ended;
  expect(code).toBe(1);
  expect(stderr).toBe(
    `The service cannot start: Port ${port} is in use by another program. Stop it, or choose another with OPS_PORT.\n`,
  );
});

test.each([
  [{ OPS_HOST: "192.0.2.1" }, "OPS_HOST is no address of this machine. Choose another, such as 127.0.0.1."],
  [{ HOST: "192.0.2.1" }, "HOST is no address of this machine. Choose another, such as 127.0.0.1."],
])("%o ends the start in one sentence", async (change, sentence) => {
  const { code, stderr } = await (await runService(await anEnvironment(change))).ended;
  expect({ code, stderr }).toEqual({ code: 1, stderr: `The service cannot start: ${sentence}\n` });
});

test.each([
  [{}, 200],
  [{ DOCS: "off" }, 404],
  [{ NODE_ENV: "production", PUBLIC_URL: "http://localhost" }, 404],
  [{ NODE_ENV: "production", PUBLIC_URL: "http://localhost", DOCS: "on" }, 200],
])(
  "%o answers /docs and /openapi.json with %i, and the front page links them accordingly",
  async (change, status) => {
    const { url } = await startedService(await anEnvironment(change));
    for (const path of ["/docs", "/openapi.json"]) {
      expect((await fetch(url + path)).status).toBe(status);
      expect((await (await fetch(url)).text()).includes(`href="${path}"`)).toBe(status === 200);
    }
    const { headers } = await fetch(`${url}/api/zoom/stats`);
    expect(headers.has("link")).toBe(status === 200);
  },
);
