import { expect, test } from "vitest";
import { isZoomUrl } from "./zoom-url.ts";

const production = "https://api.zoom.us/v2";
const sandbox = "http://localhost:4010/v2";

test.each([
  ["https://zoom.us/j/1", production],
  ["https://us05web.zoom.us/j/1?pwd=a.1", production],
  ["https://clinic.zoomgov.com/j/1", production],
  ["https://US05WEB.ZOOM.US/j/1", production],
  ["http://localhost:4010/j/1", sandbox],
  ["http://127.0.0.1:4010/j/1", sandbox],
  ["http://localhost:4010/j/1", "http://127.0.0.1:4010/v2"],
  ["https://us05web.zoom.us/j/1", sandbox],
])("%s is good for %s", (url, apiUrl) => {
  expect(isZoomUrl(url, apiUrl)).toBe(true);
});

test.each([
  ["http://zoom.us/j/1", production],
  ["https://evil.example/j/1", production],
  ["https://evilzoom.us/j/1", production],
  ["https://zoom.us.evil.example/j/1", production],
  ["https://evil.example/#.zoom.us", production],
  ["https://zoom.us@evil.example/", production],
  ["https://evil.example\\@zoom.us/", production],
  ["https://doctor:secret@zoom.us/j/1", production],
  ["https://zoom.us:8443/j/1", production],
  ["https://zoom.us/j/1\r\nset-cookie: a=b", production],
  [" https://zoom.us/j/1", production],
  ["javascript:alert(1)", production],
  ["javascript://zoom.us/%0aalert(1)", production],
  ["data:text/html,zoom.us", production],
  ["//zoom.us/j/1", production],
  ["", production],
  ["http://localhost:4010/j/1", production],
  ["http://localhost:4011/j/1", sandbox],
  ["https://localhost:4010/j/1", sandbox],
  ["http://169.254.169.254/", sandbox],
])("%j is refused for %s", (url, apiUrl) => {
  expect(isZoomUrl(url, apiUrl)).toBe(false);
});
