import { readConfig } from "@patientcare/zoom-server/config.ts";
import { applyDeliveries } from "@patientcare/zoom-server/operations/deliveries/apply-deliveries.ts";
import { receiveDelivery } from "@patientcare/zoom-server/operations/deliveries/receive-delivery.ts";
import { startServer } from "@patientcare/zoom-server/server.ts";
import { readDelivery } from "@patientcare/zoom-server/zoom/events.ts";
import { endsIn } from "./ends-in.ts";
import type { Visit } from "./seed-visits.ts";
import type { VisitEnd } from "./visit-end.ts";

const atOnce = 500;

/** The ends that the same deliveries leave behind in a quiet world: one replica, each once, in order. */
export async function runUndisturbed(
  environment: Record<string, string>,
  visits: readonly Visit[],
  bodies: readonly string[],
): Promise<Map<string, VisitEnd>> {
  const server = await startServer(readConfig({ ...environment, ROLE: "web" }));
  try {
    for (let first = 0; first < bodies.length; first += atOnce) {
      await Promise.all(
        bodies.slice(first, first + atOnce).map(async (body) => {
          const delivery = readDelivery(body);
          if (!delivery) throw new Error(`Not a delivery: ${body}`);
          await receiveDelivery(server.deps, Buffer.from(body), delivery);
        }),
      );
    }
    await applyDeliveries(server.deps);
    return await endsIn(server.deps.db, visits);
  } finally {
    await server.stop();
  }
}
