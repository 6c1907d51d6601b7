import type { ParticipantKind } from "@patientcare/zoom-db/unions";

/** Somebody went on from a link of the visit to Zoom. */
export interface Redirect {
  /** The participant whose link it is, and their kind. */
  participantId: string;
  kind: ParticipantKind;
  at: Date;
  /** A random mark of the browser; null where it keeps none. */
  device: string | null;
}

export interface LinkClicks {
  /** Redirects that may have brought the person whose link it is. */
  own: readonly Redirect[];
  /** Redirects of the patient's link by a device that belongs to somebody else. */
  patientByOthers: readonly Redirect[];
}

/**
 * Tells redirects by the person themselves from those by somebody else's device. A device is the doctor's once it
 * redirected the host's link, in whatever order; else it belongs to the link that it redirected first.
 */
export function linkClicks(redirects: readonly Redirect[]): LinkClicks {
  const inOrder = redirects.toSorted(
    (a, b) => a.at.getTime() - b.at.getTime() || (a.participantId < b.participantId ? -1 : 1),
  );
  const owners = new Map<string, Redirect>();
  for (const redirect of inOrder) {
    if (redirect.device === null) continue;
    const owner = owners.get(redirect.device);
    if (!owner || (redirect.kind === "doctor" && owner.kind !== "doctor"))
      owners.set(redirect.device, redirect);
  }
  const isOwn = ({ device, kind, participantId }: Redirect): boolean => {
    const owner = device === null ? undefined : owners.get(device);
    return !owner || owner.participantId === participantId || (owner.kind === kind && kind === "patient");
  };
  return {
    own: inOrder.filter((redirect) => redirect.kind !== "doctor" && isOwn(redirect)),
    patientByOthers: inOrder.filter((redirect) => redirect.kind === "patient" && !isOwn(redirect)),
  };
}
