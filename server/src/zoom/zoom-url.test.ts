import { expect, test } from "vitest";
import { describeForeignLink, isZoomUrl } from "./zoom-url.ts";

const zoomHosts = ["zoom.us", "zoom.com", "zoomgov.com"];
const production = "https://api.zoom.us/v2";
const sandbox = "http://localhost:4010/v2";

test.each([
  ["https://zoom.us/j/1", production],
  ["https://us05web.zoom.us/j/1?pwd=a.1", production],
  ["https://clinic.zoomgov.com/j/1", production],
  ["https://US05WEB.ZOOM.US/j/1", production],
  ["https://zoom.com/j/1", production],
  ["https://clinic.zoom.com/j/1", production],
  ["http://localhost:4010/j/1", sandbox],
  ["http://127.0.0.1:4010/j/1", sandbox],
  ["http://localhost:4010/j/1", "http://127.0.0.1:4010/v2"],
  ["https://us05web.zoom.us/j/1", sandbox],
])("%s is good for %s", (url, apiUrl) => {
  expect(isZoomUrl(url, { apiUrl, joinHosts: zoomHosts })).toBe(true);
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
  expect(isZoomUrl(url, { apiUrl, joinHosts: zoomHosts })).toBe(false);
});

test.each([
  ["https://zoom-x.de/j/1", true],
  ["https://uni-klinik.zoom-x.de/j/1", true],
  ["https://evilzoom-x.de/j/1", false],
  ["https://zoom-x.de.evil.example/j/1", false],
  ["http://zoom-x.de/j/1", false],
  ["https://zoom-x.de:444/j/1", false],
  ["https://zoom.us/j/1", true],
])("with a further host, %s: %s", (url, good) => {
  expect(isZoomUrl(url, { apiUrl: production, joinHosts: [...zoomHosts, "zoom-x.de"] })).toBe(good);
});

test("a link elsewhere is described by its host alone", () => {
  expect(describeForeignLink("https://me.evil.example/j/1?pwd=canary")).toBe(
    "leads to me.evil.example, a host that ZOOM_JOIN_HOSTS does not allow",
  );
  for (const url of ["", "canary", "https://user:canary@evil.example/", "https://a b/canary"])
    expect(describeForeignLink(url)).toBe("is no link that may be handed out");
});
