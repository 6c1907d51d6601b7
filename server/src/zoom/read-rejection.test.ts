import { expect, test } from "vitest";
import { readRejection } from "./read-rejection.ts";

const scopes = ["meeting:write:meeting", "meeting:write:meeting:admin"];

test("code and message are read", () => {
  expect(readRejection('{"code":3161,"message":"Not allowed."}')).toEqual({
    code: 3161,
    message: "Not allowed.",
    rawMessage: "Not allowed.",
  });
});

test("a code in quotes is the same code", () => {
  expect(readRejection('{"code":"300","message":""}')?.code).toBe(300);
});

test("the message holds no e-mail", () => {
  expect(readRejection('{"code":1001,"message":"User does not exist: a@b.example."}')?.message).toBe(
    "User does not exist: [e-mail]",
  );
});

test.each([4700, 4711, 104])("missing scopes are listed with code %d", (code) => {
  const message = `Invalid access token, does not contain scopes:[${scopes.join(", ")}].`;
  expect(readRejection(JSON.stringify({ code, message }))).toMatchObject({ code, scopes });
});

test("missing scopes are found in JSON with unescaped quotes", () => {
  const text = `{"code":104,"message":"Invalid access token, does not contain scopes:["${scopes.join('","')}"]"}`;
  expect(readRejection(text)).toMatchObject({ code: 104, scopes });
});

test.each([
  "",
  "<html>",
  "[]",
  "null",
  '{"code":1}',
  '{"message":"x"}',
  '{"code":"x","message":"y"}',
  '{"a":',
])("%j is not Zoom's refusal", (text) => {
  expect(readRejection(text)).toBeNull();
});

test("the fields that Zoom refused are read, cleaned and bounded", () => {
  const errors = [
    { field: "settings.audio", message: "Invalid parameter: audio." },
    { field: "a@b.example <script>", message: "a@b.example\nis 97763643886" },
    { field: "settings.long", message: "x ".repeat(500) },
    ...Array.from({ length: 20 }, (_, index) => ({ field: `f${index}`, message: "No." })),
  ];
  const read = readRejection(JSON.stringify({ code: 300, message: "Validation Failed.", errors }))?.errors;
  expect(read).toHaveLength(10);
  expect(read?.slice(0, 2)).toEqual([errors[0], { field: "a field", message: "[e-mail] is [number]" }]);
  expect(read?.[2]?.message.length).toBeLessThanOrEqual(150);
});

test.each([[[]], ["canary"], [[{ field: 7 }]], [null]])("errors that are odd (%j) are left out", (errors) => {
  expect(readRejection(JSON.stringify({ code: 300, message: "No.", errors }))).toEqual({
    code: 300,
    message: "No.",
    rawMessage: "No.",
  });
});
