import { openReceiver, type Receiver } from "./open-receiver.ts";
import { openSandbox, type TestSandbox } from "./open-sandbox.ts";

export type Visit = TestSandbox & { id: number; hostId: string; receiver: Receiver };

/** A meeting whose webhooks arrive at a receiver; nobody has come yet. */
export async function openVisit(settings: Record<string, unknown> = {}): Promise<Visit> {
  const receiver = await openReceiver();
  const sandbox = await openSandbox({ webhookUrl: receiver.url });
  const { id, host_id: hostId } = await sandbox.createMeeting({ settings });
  return { ...sandbox, id, hostId, receiver };
}
