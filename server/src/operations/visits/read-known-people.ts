import type { MeetingWithPeople, VisitParticipant } from "@patientcare/zoom-db";
import type { CompanionKind } from "@patientcare/zoom-db/unions";
import type { Deps } from "../../deps.ts";
import { normalName } from "../../domain/visit/person-names.ts";
import type { Companion, KnownPeople } from "../../domain/visit/recognition.ts";
import { type LinkUse, redirectsIn } from "../../domain/visit/visit-attempts.ts";
import { readSaid } from "../people/said-with-booking.ts";

type Row = Pick<MeetingWithPeople, "host_email" | "zoom_host" | "doctor_email_hash">;

/** All that the service knows of the people of a visit, in the form in which Zoom's facts are compared with it. */
export function readKnownPeople(
  { encryption }: Pick<Deps, "encryption">,
  row: Row,
  participants: readonly VisitParticipant[],
  uses: readonly LinkUse[],
  staffEmailHashes: ReadonlySet<string>,
): KnownPeople {
  const of = (kind: VisitParticipant["kind"]) =>
    participants.find((participant) => participant.kind === kind);
  const hex = (hash: Buffer | null) => presentHash(encryption, hash);
  const hosts = [row.host_email, row.zoom_host].filter((email) => email !== null);
  return {
    doctorEmailHashes: [
      ...new Set([...hosts.map((email) => encryption.emailHash(email)), row.doctor_email_hash].map(hex)),
    ].filter((hash) => hash !== null),
    doctorName: nameOf(encryption, of("doctor")),
    patientParticipantId: of("patient")?.id ?? null,
    patientEmailHash: emailHashOf(encryption, of("patient")),
    companions: participants.flatMap((participant): Companion[] =>
      isCompanion(participant.kind)
        ? [
            {
              participantId: participant.id,
              kind: participant.kind,
              emailHash: hex(participant.email_hash),
              name: nameOf(encryption, participant),
            },
          ]
        : [],
    ),
    staffEmailHashes,
    redirects: redirectsIn(uses),
  };
}

const isCompanion = (kind: VisitParticipant["kind"]): kind is CompanionKind =>
  kind !== "doctor" && kind !== "patient";

function nameOf(encryption: Deps["encryption"], participant: VisitParticipant | undefined): string | null {
  const known = participant ? readSaid(encryption, "name", participant.id, participant.name) : null;
  return known && normalName(known);
}

/** The address that was said with this booking, else the one that is known of the person. */
function emailHashOf(
  encryption: Deps["encryption"],
  participant: VisitParticipant | undefined,
): string | null {
  if (!participant) return null;
  const email = readSaid(encryption, "email", participant.id, participant.email);
  return presentHash(encryption, email === null ? participant.email_hash : encryption.emailHash(email));
}

const presentHash = (encryption: Deps["encryption"], hash: Buffer | null): string | null =>
  hash && encryption.presentHash(hash).toString("hex");
