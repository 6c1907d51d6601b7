import { styleText } from "node:util";

// styleText leaves colours out where standard output is no terminal.
const nameWidth = 12;

export const step = (title: string): void => console.log(`\n${styleText("bold", title)}`);

export const fact = (name: string, value: string | number): void =>
  console.log(`  ${styleText("dim", name.padEnd(nameWidth))} ${value}`);

export const note = (text: string): void => console.log(`  ${styleText("yellow", text)}`);

export const close = (text: string): void => console.log(`\n${styleText(["bold", "green"], text)}`);

export const clock = (at: Date): string => `${at.toISOString().slice(11, 19)} UTC`;

/** The URL without its query, which holds Zoom's keys. */
export const withoutKeys = (url: string): string => url.replace(/\?.*$/, "");
