import type { Attention } from "@patientcare/zoom-db/unions";

/** The remedy for each kind of attention, for the people at the clinic. */
export const attentionRemedies = {
  "zoom-credentials":
    "Zoom refuses our credentials: check ZOOM_API_KEY, ZOOM_API_SECRET and ZOOM_ACCOUNT_ID, and that the app is active.",
  "zoom-scopes": "The Zoom app lacks a scope: add it in Zoom's Marketplace and authorise the app again.",
  "no-host": "No Zoom user can host this visit: give the doctor a Zoom licence, or free the slot.",
  "host-quota": "This Zoom user has used its 100 changes of today: the visit is made after 00:00 UTC.",
  "host-licence": "This Zoom user has no licence: visits are cut after 40 minutes. Assign a licence.",
  "zoom-refused": "Zoom refused the meeting's data: look at the time and length of the visit, then retry it.",
  "settings-overridden": "Zoom turned back a safety setting: check the account's locked settings.",
  drift: "The meeting at Zoom keeps differing from ours: look who changes it in Zoom's portal.",
  "not-ready": "The visit begins soon and has no Zoom meeting yet: check Zoom's state, or call the patient.",
  "source-conflict":
    "Two different messages of the same time came for this appointment: check it in the platform.",
  "changed-while-live": "The appointment changed while the call ran: check whether a new visit is needed.",
  "cancelled-while-live":
    "The appointment was cancelled while the call ran: the call goes on, nobody else gets in.",
  "foreign-marker": "A Zoom meeting carries our mark but is not ours: look at it in Zoom's portal.",
  "no-contact": "The patient has no e-mail address: give them the link another way.",
} as const satisfies Record<Attention, string>;
