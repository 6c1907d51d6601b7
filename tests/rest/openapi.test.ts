import { readFileSync } from "node:fs";
import { openApiDocument } from "@patientcare/zoom-server/rest/openapi.ts";
import { restRoutes } from "@patientcare/zoom-server/rest/routes.ts";
import { Validator } from "@seriousme/openapi-schema-validator";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type OpenApp, openApp } from "../support/open-app.ts";
import { problemsWith } from "./matches-document.ts";

let app: OpenApp;
beforeAll(async () => {
  app = await openApp();
});
afterAll(() => app.close());

const committed = () => JSON.parse(readFileSync("server/openapi.json", "utf8"));

describe("the OpenAPI document", () => {
  test("is committed as the rows of the REST surface give it (else: npm run openapi)", () => {
    expect(committed()).toEqual(JSON.parse(JSON.stringify(openApiDocument())));
  });

  test("is served as it is committed", async () => {
    const reply = await fetch(`${app.url}/openapi.json`);
    expect(reply.headers.get("content-type")).toBe("application/json; charset=utf-8");
    expect(await reply.json()).toEqual(committed());
  });

  test("is valid OpenAPI 3.1", async () => {
    const checked = await new Validator().validate(committed());
    expect(checked).toMatchObject({ valid: true });
    expect(committed().openapi).toBe("3.1.0");
  });

  test("names every row of the REST surface", () => {
    for (const { method, path } of restRoutes) {
      const name = `/api/zoom${path.replace(/:(\w+)/g, "{$1}")}`;
      expect(committed().paths[name]).toHaveProperty(method.toLowerCase());
    }
  });

  test("would notice an answer that does not fit", () => {
    expect(problemsWith("GET", "/api/zoom/stats", 200, { success: true, data: {} })).not.toEqual([]);
    expect(problemsWith("GET", "/api/zoom/stats", 404, { error: {} })).not.toEqual([]);
    expect(problemsWith("GET", "/api/zoom/stats", 401, { error: { code: "NEW" } })).not.toEqual([]);
  });
});
