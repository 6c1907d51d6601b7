import { type Db, type DeliveryFacts, type DeliveryFilter, listDeliveries } from "@patientcare/zoom-db";

const columns = {
  received: ({ received_at }: DeliveryFacts) => received_at.toISOString(),
  event: ({ event }: DeliveryFacts) => event,
  state: ({ state }: DeliveryFacts) => state,
  tries: ({ tries }: DeliveryFacts) => String(tries),
  "zoom id": ({ zoom_meeting_id }: DeliveryFacts) => zoom_meeting_id ?? "–",
  error: ({ error }: DeliveryFacts) => error ?? "–",
  id: ({ id }: DeliveryFacts) => id,
} as const;

/** Deliveries as a table, the newest first, or as JSON; never with their content. */
export async function list(
  db: Db,
  filter: DeliveryFilter,
  { limit, json }: { limit: number; json: boolean },
): Promise<string> {
  const deliveries = await listDeliveries(db, filter, limit);
  if (json) return JSON.stringify(deliveries, null, 2);
  if (deliveries.length === 0) return "No delivery fits.";
  const rows = [
    Object.keys(columns),
    ...deliveries.map((delivery) => Object.values(columns).map((cell) => cell(delivery))),
  ];
  const widths = Object.keys(columns).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
