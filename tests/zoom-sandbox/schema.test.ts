import Ajv from "ajv";
import addFormats from "ajv-formats";
import { expect, test } from "vitest";
import { host, openSandbox } from "./open-sandbox.ts";
import openapi from "./openapi-subset.json" with { type: "json" };

const ajv = addFormats.default(new Ajv.Ajv({ strict: false, allErrors: true }));

/** The violations of Zoom's published schema in a response; none means that it matches. */
function schemaErrors(schema: object, response: unknown): string[] {
  const validate = ajv.compile(schema);
  validate(response);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

const schemas = {
  create: openapi.paths["/users/{userId}/meetings"].post.responses["201"],
  list: openapi.paths["/users/{userId}/meetings"].get.responses["200"],
  get: openapi.paths["/meetings/{meetingId}"].get.responses["200"],
  user: openapi.paths["/users/{userId}"].get.responses["200"],
  past: openapi.paths["/past_meetings/{meetingId}"].get.responses["200"],
  instances: openapi.paths["/past_meetings/{meetingId}/instances"].get.responses["200"],
  participants: openapi.paths["/past_meetings/{meetingId}/participants"].get.responses["200"],
};

test("the sandbox's responses match Zoom's published schemas", async () => {
  const { call, control } = await openSandbox();
  const create = await call("POST", `/users/${host}/meetings`, {
    topic: "Visit",
    agenda: "Knee",
    settings: { waiting_room: true, alternative_hosts: "stand-in@clinic.example" },
  });
  const { id } = create.body;
  await control.start(id);
  await control.join(id, { name: "Ann" });
  await control.end(id);
  const responses = {
    create,
    list: await call("GET", `/users/${host}/meetings`),
    get: await call("GET", `/meetings/${id}`),
    user: await call("GET", `/users/${host}`),
    past: await call("GET", `/past_meetings/${id}`),
    instances: await call("GET", `/past_meetings/${id}/instances`),
    participants: await call("GET", `/past_meetings/${id}/participants`),
  };
  const names = Object.keys(schemas) as (keyof typeof schemas)[];
  const errors = names.map((name) => [
    name,
    schemaErrors(schemas[name].content["application/json"].schema, responses[name].body),
  ]);
  expect(errors).toEqual(names.map((name) => [name, []]));
});
