import { expect, test } from "vitest";
import { localDays } from "./local-days.ts";

const daysOf = (since: string, until: string, timezone: string) =>
  localDays({ since: new Date(since), until: new Date(until) }, timezone).map(({ date, since, until }) => [
    date,
    since.toISOString().slice(0, 16),
    until.toISOString().slice(0, 16),
  ]);

test("days follow the clocks of their zone: 23 hours in March, 25 in October", () => {
  expect(daysOf("2027-03-27T23:00:00Z", "2027-03-29T22:00:00Z", "Europe/Berlin")).toEqual([
    ["2027-03-28", "2027-03-27T23:00", "2027-03-28T22:00"],
    ["2027-03-29", "2027-03-28T22:00", "2027-03-29T22:00"],
  ]);
  expect(daysOf("2027-10-30T22:00:00Z", "2027-10-31T23:00:00Z", "Europe/Berlin")).toEqual([
    ["2027-10-31", "2027-10-30T22:00", "2027-10-31T23:00"],
  ]);
});

test.each([
  ["Asia/Kathmandu", "2027-01-14T18:15"],
  ["Pacific/Chatham", "2027-01-14T10:15"],
  ["America/St_Johns", "2027-01-15T03:30"],
])("a day of %s begins at its midnight", (timezone, midnight) => {
  const [day] = daysOf(`${midnight}:00Z`, "2027-01-20T00:00:00Z", timezone);
  expect(day?.slice(0, 2)).toEqual(["2027-01-15", midnight]);
});

test("a date that a zone left out has no day, and midnight may be missing", () => {
  const samoa = daysOf("2011-12-30T00:00:00Z", "2011-12-31T20:00:00Z", "Pacific/Apia");
  expect(samoa.map(([date]) => date)).toEqual(["2011-12-29", "2011-12-31", "2012-01-01"]);
  const cairo = daysOf("2027-04-29T12:00:00Z", "2027-05-01T12:00:00Z", "Africa/Cairo");
  expect(cairo.map(([date]) => date)).toEqual(["2027-04-29", "2027-04-30", "2027-05-01"]);
});

test("the first and the last day are cut where the range begins and ends", () => {
  expect(daysOf("2027-01-15T10:07:00Z", "2027-01-16T09:00:00Z", "UTC")).toEqual([
    ["2027-01-15", "2027-01-15T10:07", "2027-01-16T00:00"],
    ["2027-01-16", "2027-01-16T00:00", "2027-01-16T09:00"],
  ]);
});
