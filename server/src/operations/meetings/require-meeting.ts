import { isOwnedBy, type MeetingWithPeople, type Owner } from "@patientcare/zoom-db";
import type { Deps } from "../../deps.ts";
import type { Actor } from "../../domain/actor.ts";
import { isAsciiEmail } from "../../domain/email-address.ts";
import { DomainError } from "../../domain/errors.ts";
import { grantFor, type Permission } from "../../domain/policy.ts";

/** @throws DomainError FORBIDDEN for a role that may never. */
export function requirePermission(actor: Actor, permission: Permission): "all" | "own" {
  const grant = grantFor(permission, actor.role);
  if (grant === "never") throw new DomainError("FORBIDDEN", `The role ${actor.role} may not do this`);
  return grant;
}

/**
 * The meeting, when there is one and the caller may see it. One that is not theirs looks like a missing one.
 * @throws DomainError FORBIDDEN, MEETING_NOT_FOUND
 */
export function requireMeeting(
  deps: Pick<Deps, "encryption">,
  actor: Actor,
  permission: Permission,
  row: MeetingWithPeople | undefined,
): MeetingWithPeople {
  const grant = requirePermission(actor, permission);
  if (!row || (grant === "own" && !isActorsOwn(deps, actor, row))) throw meetingNotFound();
  return row;
}

function isActorsOwn(deps: Pick<Deps, "encryption">, actor: Actor, row: MeetingWithPeople): boolean {
  const owner = ownerOf(deps, actor);
  return (
    owner !== null &&
    isOwnedBy(owner, {
      doctor: { externalId: row.doctor_external_id, emailHash: row.doctor_email_proof },
      patient: { externalId: row.patient_external_id, emailHash: row.patient_email_proof },
    })
  );
}

/** Whether the caller may be this visit's doctor, in whatever role they call. */
export const isItsDoctor = (
  { encryption }: Pick<Deps, "encryption">,
  actor: Actor,
  row: MeetingWithPeople,
): boolean => {
  const doctor = { externalId: row.doctor_external_id, emailHash: row.doctor_email_hash };
  const caller = {
    side: "doctor",
    externalId: actor.sub,
    emailHash: hashOfEmail(encryption, actor),
  } as const;
  return isOwnedBy(caller, { doctor, patient: doctor });
};

/** The side on which a doctor or a patient may own a meeting; the other roles own none. */
export function ownerOf({ encryption }: Pick<Deps, "encryption">, actor: Actor): Owner | null {
  if (actor.role !== "doctor" && actor.role !== "patient") return null;
  return { side: actor.role, externalId: actor.sub, emailHash: hashOfEmail(encryption, actor) };
}

const hashOfEmail = (encryption: Deps["encryption"], { email }: Actor): Buffer | null =>
  email && isAsciiEmail(email) ? Buffer.concat(encryption.emailHashes(email)) : null;

export const meetingNotFound = () => new DomainError("MEETING_NOT_FOUND", "There is no such meeting");
