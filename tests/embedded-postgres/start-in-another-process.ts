import { start } from "./start.ts";

const { url, pid, started } = await start(process.argv[2] ?? "");
console.log(JSON.stringify({ url, pid, started }));
