import { type Attention, attentions, type Outcome } from "@patientcare/zoom-db/unions";

/** The remedy for each kind of attention, for the people at the clinic. */
export const attentionRemedies = {
  "zoom-credentials":
    "Zoom refuses our credentials: check ZOOM_API_KEY, ZOOM_API_SECRET and ZOOM_ACCOUNT_ID, and that the app is active.",
  "zoom-scopes": "The Zoom app lacks a scope: add it in Zoom's Marketplace and authorise the app again.",
  "no-host": "No Zoom user can host this visit: give the doctor a Zoom licence, or free the slot.",
  "host-quota": "This Zoom user has used its 100 changes of today: the visit is made after 00:00 UTC.",
  "zoom-refused":
    "Zoom refused the meeting: the history and the log name the field or the host. Put it right, then retry the visit.",
  "settings-overridden":
    "Zoom turned back a safety setting: check the account's locked settings. It is sent again a day later, or when the visit changes.",
  drift: "The meeting at Zoom keeps differing from ours: look who changes it in Zoom's portal.",
  "source-conflict":
    "The platform and the clinic have this visit differently, or two messages of one time came: check it in the platform.",
  "changed-while-live":
    "The appointment changed while somebody may be inside: the change is made as soon as the room is empty.",
  "cancelled-while-live":
    "The appointment was cancelled while somebody may be inside: the call goes on, nobody else gets in.",
  "foreign-marker":
    "A Zoom meeting of this visit does not carry our mark, or carries it and is not ours: look at it in Zoom's portal.",
  "no-contact": "The patient has no e-mail address: give them the link another way.",
} as const satisfies Record<Attention, string>;

/** Those that hold, in the order of their weight: the first is shown where there is room for one. */
export const inOrder = (holding: readonly Attention[]): Attention[] =>
  attentions.filter((kind) => holding.includes(kind));

/** Something of the platform's newest message waits until nobody is inside. */
export const deferrals = [
  "changed-while-live",
  "cancelled-while-live",
] as const satisfies readonly Attention[];

export const isDeferred = ({ attentions: holding }: { attentions: readonly Attention[] }): boolean =>
  deferrals.some((kind) => holding.includes(kind));

/** The visit was missed, the patient's link was never sent, and there is no address for it. */
export const lacksContact = (
  outcome: Outcome | null,
  { linkSent, hasAddress }: { linkSent: boolean; hasAddress: boolean },
): boolean => outcome === "technical" && !linkSent && !hasAddress;

/** Raised by a call that Zoom did not carry out; the next answer decides anew which of them holds. */
export const failureAttentions = [
  "zoom-credentials",
  "zoom-scopes",
  "host-quota",
  "zoom-refused",
] as const satisfies readonly Attention[];

/** Raised by the reconciliation, and cleared once Zoom matches the row. */
const syncAttentions = [
  ...failureAttentions,
  "settings-overridden",
  "drift",
  "foreign-marker",
] as const satisfies readonly Attention[];

/** The change once Zoom matches the row, but for settings that it turned back. */
export const attentionsOnceMatched = (settingsOverridden: boolean) => ({
  raise: settingsOverridden ? (["settings-overridden"] as const) : [],
  clear: syncAttentions.filter((kind) => !settingsOverridden || kind !== "settings-overridden"),
});

/** Neither another slot nor another host settles these. */
const lasting: readonly Attention[] = ["no-contact", "source-conflict"];

/** The change as a meeting gets another slot or host: only what these do not settle outlives that. */
export const attentionsForHost = (hasHost: boolean, holding: readonly Attention[]) => ({
  raise: hasHost ? [] : (["no-host"] as const),
  clear: holding.filter((kind) => !lasting.includes(kind) && (hasHost || kind !== "no-host")),
});
