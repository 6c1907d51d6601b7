import { readCommandConfig } from "./config.ts";
import { createCommand, runCommand } from "./create-command.ts";
import { findPlaces, type GivenPlaces } from "./demo/find-places.ts";
import { playTrouble } from "./demo/play-trouble.ts";
import { playVisit } from "./demo/play-visit.ts";
import { openStage } from "./demo/stage.ts";

const command = createCommand("demo", {
  description: "Plays one visit from the confirmed appointment to the statistics, against the local start.",
  trouble: "the visit did not come to its end; the message says why",
})
  .option("--trouble", "plays a Zoom outage, a reschedule, a doctor's test of the room and a no-show instead")
  .option("--url <url>", "where the service runs, when npm start did not start it")
  .option("--sandbox <url>", "where its Zoom sandbox runs")
  .action(async ({ trouble, ...given }: GivenPlaces & { trouble?: boolean }) => {
    const stage = openStage(await findPlaces(readCommandConfig(), given));
    await (trouble ? playTrouble(stage) : playVisit(stage));
  });

await runCommand(command);
