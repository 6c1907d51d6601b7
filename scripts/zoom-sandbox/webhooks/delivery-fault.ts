export const deliveryFaultKinds = ["drop", "duplicate", "delay"] as const;

export type DeliveryFault = {
  /** `userId` is the participant's `user_id` in the delivery. */
  match: { event?: string; meetingId?: string; userId?: string };
  /** The number of deliveries that are still to be changed; -1 for all. */
  times: number;
  kind: (typeof deliveryFaultKinds)[number];
  /** For `delay`: by the sandbox's clock; deliveries that are due earlier overtake this one. */
  delayMs?: number;
};

export type DeliverySubject = { event: string; meetingId: string; userId: string };

/** The first fault that matches this delivery; it counts one delivery less afterwards. */
export function consumeDeliveryFault(
  state: { deliveryFaults: DeliveryFault[] },
  subject: DeliverySubject,
): DeliveryFault | undefined {
  const fault = state.deliveryFaults.find(
    ({ match, times }) =>
      times !== 0 &&
      (match.event === undefined || match.event === subject.event) &&
      (match.meetingId === undefined || match.meetingId === subject.meetingId) &&
      (match.userId === undefined || match.userId === subject.userId),
  );
  if (!fault) return undefined;
  if (fault.times > 0) fault.times -= 1;
  state.deliveryFaults = state.deliveryFaults.filter(({ times }) => times !== 0);
  return fault;
}
