import type { CompanionKind, Evidence, SeenAs } from "@patientcare/zoom-db/unions";
import { linkClicks, type Redirect } from "./link-clicks.ts";
import { isDeviceName, isNoteTakerName } from "./person-names.ts";
import type { SeenPerson } from "./seen-people.ts";

export interface Companion {
  participantId: string;
  kind: CompanionKind;
  emailHash: string | null;
  /** Normalised. */
  name: string | null;
}

/** The people whom the service knows for a visit. Names are normalised. */
export interface KnownPeople {
  /** The doctor's, and that of the Zoom user under whom the meeting lies. */
  doctorEmailHashes: readonly string[];
  doctorName: string | null;
  patientParticipantId: string | null;
  patientEmailHash: string | null;
  companions: readonly Companion[];
  /** E-mails of other doctors and Zoom hosts. */
  staffEmailHashes: ReadonlySet<string>;
  redirects: readonly Redirect[];
}

export interface Recognition {
  /** Equal for all stays of one person. */
  person: number;
  as: SeenAs;
  evidence: Evidence | null;
  /** Of a companion who was recognised. */
  participantId: string | null;
  /** With `undecided`: the companions not recognised whose link they may have used as well. */
  rivals: number;
  /** False for those who make no visit: note-takers, colleagues, and interpreters and the like who are surely known. */
  counts: boolean;
}

/** Zoom's clock and ours may differ by a few seconds, and its times are cut to whole ones. */
const clockLeewayMs = 5_000;

/** Recognises each person of a visit, given all of them. */
export function recognisePeople(people: readonly SeenPerson[], known: KnownPeople): Recognition[] {
  const { own, patientByOthers } = linkClicks(known.redirects);
  const clickedBefore = (redirects: readonly Redirect[], person: SeenPerson) =>
    redirects.filter(({ at }) => at.getTime() - clockLeewayMs <= person.firstSeenAt.getTime());
  const patientClicks = own.filter(({ participantId }) => participantId === known.patientParticipantId);
  const sure = people.map((person) => surelyKnown(person, known));
  const doctors = people.filter((_, index) => sure[index]?.as === "doctor");
  const doctorNames = new Set([
    ...(known.doctorName === null ? [] : [known.doctorName]),
    ...doctors.flatMap(({ names }) => [...names]).filter((name) => !isDeviceName(name)),
  ]);
  const asSecondDevice = (person: SeenPerson): Recognition | null => {
    if (doctors.length === 0 || person.zoomUserIds.size > 0 || person.emailHashes.size > 0) return null;
    if (![...person.names].some((name) => doctorNames.has(name))) return null;
    return clickedBefore(patientClicks, person).length > 0
      ? someone(person, null)
      : recognised(person, "doctor", "same-name");
  };
  const settled = people.map((person, index) => sure[index] ?? asSecondDevice(person));
  const candidates = people.map((person, index) =>
    settled[index]
      ? new Set<string>()
      : new Set(clickedBefore(own, person).map((click) => click.participantId)),
  );
  const onlyCandidatesOf = (link: string) =>
    people.filter((_, index) => candidates[index]?.size === 1 && candidates[index].has(link));
  const companionOf = (link: string) => known.companions.find(({ participantId }) => participantId === link);
  const recognisedCompanions = new Set([
    ...settled.flatMap((recognition) => recognition?.participantId ?? []),
    ...known.companions
      .map(({ participantId }) => participantId)
      .filter((link) => onlyCandidatesOf(link).length === 1),
  ]);

  const decided = people.map((person, index): Recognition | null => {
    const already = settled[index];
    if (already) return already;
    const links = [...(candidates[index] ?? [])];
    const [link] = links;
    if (links.length > 1) {
      const others = links.filter((other) => other !== known.patientParticipantId);
      const rivals = others.filter((other) => !recognisedCompanions.has(other)).length;
      return links.length > others.length
        ? { ...someone(person, null), as: "undecided", rivals }
        : someone(person, null);
    }
    if (link === undefined)
      return clickedBefore(patientByOthers, person).length > 0
        ? someone(person, "redirect-same-device")
        : null;
    if (link === known.patientParticipantId) return recognised(person, "patient", "redirect");
    const companion = companionOf(link);
    return companion && onlyCandidatesOf(link).length === 1
      ? { ...recognised(person, companion.kind, "redirect"), participantId: link }
      : someone(person, null);
  });
  const open = decided.some(
    (recognition) => recognition?.as === "patient" || recognition?.as === "undecided",
  );
  const left = decided.filter((recognition) => recognition === null).length;
  return people.map(
    (person, index) => decided[index] ?? someone(person, !open && left === 1 ? "only-other" : null),
  );
}

/** By what Zoom or the platform vouches for, and by names that people were invited under. */
function surelyKnown(person: SeenPerson, known: KnownPeople): Recognition | null {
  const hasEmail = (emailHash: string | null) => emailHash !== null && person.emailHashes.has(emailHash);
  if (person.isHost) return recognised(person, "doctor", "host-id");
  if (known.doctorEmailHashes.some(hasEmail)) return recognised(person, "doctor", "email");
  if (hasEmail(known.patientEmailHash)) return recognised(person, "patient", "email");
  const names = [...person.names];
  if (names.length > 0 && names.every(isNoteTakerName))
    return { ...recognised(person, "note-taker", "same-name"), counts: false };
  if ([...person.emailHashes].some((emailHash) => known.staffEmailHashes.has(emailHash)))
    return { ...recognised(person, "staff", "email"), counts: false };
  const byEmail = known.companions.find(({ emailHash }) => hasEmail(emailHash));
  const companion = byEmail ?? known.companions.find(({ name }) => name !== null && person.names.has(name));
  if (!companion) return null;
  return {
    ...recognised(person, companion.kind, byEmail ? "email" : "same-name"),
    participantId: companion.participantId,
    counts: companion.kind === "caregiver",
  };
}

const recognised = ({ index }: SeenPerson, as: SeenAs, evidence: Evidence): Recognition => ({
  person: index,
  as,
  evidence,
  participantId: null,
  rivals: 0,
  counts: as !== "doctor",
});

const someone = ({ index }: SeenPerson, evidence: Evidence | null): Recognition => ({
  person: index,
  as: "someone",
  evidence,
  participantId: null,
  rivals: 0,
  counts: true,
});
