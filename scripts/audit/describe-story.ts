import type { AccessOfVisit, AccessStory, IssuedLink, PresenceOfVisit } from "@patientcare/zoom-db";

const redirectAction = "links.redirect";

/** The people who could have joined a visit, who did, who looked at it and who were refused; one sentence each. */
export function describeStory(appointmentId: string, story: AccessStory): string {
  const { links, accesses, presences } = story;
  const asked = accesses.filter(({ action }) => action !== redirectAction);
  return [
    `The visit of appointment ${appointmentId} was planned for ${when(story.start_time)}, for ${story.duration} minutes. It is ${story.status}${
      story.outcome ? `, with the outcome ${story.outcome}` : ""
    }${story.archived ? ", and lies in the archive" : ""}.`,
    "",
    "Who could have joined",
    ...orElse(
      links.flatMap((link) => describeLink(link, accesses)),
      "Nobody: no link was ever issued.",
    ),
    "",
    "Who joined",
    ...orElse(
      presences.map((presence) => describePresence(presence, links)),
      "Nobody, as far as Zoom told us.",
    ),
    "",
    "Who else was given something about it",
    ...orElse(groupsOf(asked.filter(({ decision }) => decision === "allowed")).map(describeCalls), "Nobody."),
    "",
    "Who was refused",
    ...orElse(groupsOf(asked.filter(({ decision }) => decision === "refused")).map(describeCalls), "Nobody."),
  ].join("\n");
}

const orElse = (sentences: string[], none: string) => (sentences.length > 0 ? sentences : [none]);

function describeLink(link: IssuedLink, accesses: readonly AccessOfVisit[]): string[] {
  const holder = `the ${link.kind}`;
  const uses = accesses.filter(({ action, link_id }) => action === redirectAction && link_id === link.id);
  const passed = uses.filter(({ decision }) => decision === "allowed");
  const refused = uses.filter(({ decision }) => decision === "refused");
  const given = groupsOf(
    accesses.filter(
      (access) =>
        access.hands_over &&
        access.decision === "allowed" &&
        access.at >= link.created_at &&
        (link.revoked_at === null || access.at <= link.revoked_at) &&
        (access.link_id === link.id || (access.link_id === null && mayHave(access.actor_role, link))),
    ),
  );
  const devices = new Set(passed.map(({ device }) => device)).size;
  return [
    `The holder of the link of ${holder}: it was issued on ${when(link.created_at)}${
      link.revoked_at ? ` and closed on ${when(link.revoked_at)}` : ""
    }.`,
    ...given.map(
      (group) =>
        `  It was given to ${callerOf(group)}, ${times(group.length)}, first on ${when(firstOf(group))}.`,
    ),
    ...(passed.length > 0
      ? [
          `  It led to Zoom ${times(passed.length)}, from ${devices} ${devices === 1 ? "device" : "devices"}, first on ${when(
            firstOf(passed),
          )}, last on ${when(lastOf(passed))}.`,
        ]
      : ["  It never led to Zoom."]),
    ...(refused.length > 0
      ? [
          `  It was refused ${times(refused.length)}: ${[...new Set(refused.map(({ reason }) => reason))].join(", ")}.`,
        ]
      : []),
  ];
}

/** Over REST a caller gets all links of the visit that their role may have. */
const mayHave = (role: string | null, { kind }: IssuedLink): boolean =>
  kind === "patient" || (kind === "doctor" && role !== "patient" && role !== "staff");

function describePresence(presence: PresenceOfVisit, links: readonly IssuedLink[]): string {
  const kind = links.find(({ participant_id }) => participant_id === presence.participant_id)?.kind;
  const who = `${kind ? `The ${kind}` : `Person ${presence.person_no}, seen as ${presence.seen_as},`}`;
  const known = presence.recognised_by ? `, known by ${presence.recognised_by}` : "";
  const from = presence.from ? ` from ${when(presence.from)}` : "";
  const to = presence.to ? ` to ${when(presence.to)}` : ", and no end was told";
  const place = presence.place === null ? "was in the room" : `waited (${presence.place})`;
  return `${who} ${place}${from}${to}${known}.`;
}

const describeCalls = (group: AccessOfVisit[]): string => {
  const [{ action, reason } = { action: "", reason: null }] = group;
  const outcome = reason === null ? "" : ` and was refused with ${reason}`;
  return `${capitalized(callerOf(group))} called ${action}${outcome}, ${times(group.length)}, first on ${when(
    firstOf(group),
  )}, last on ${when(lastOf(group))}.`;
};

/** Calls of one caller that are alike. */
function groupsOf(accesses: readonly AccessOfVisit[]): AccessOfVisit[][] {
  const groups = Map.groupBy(accesses, ({ action, actor, actor_role, reason }) =>
    JSON.stringify([action, actor, actor_role, reason]),
  );
  return [...groups.values()];
}

const callerOf = ([access]: readonly AccessOfVisit[]) =>
  access?.actor ? `the ${access.actor_role} ${access.actor}` : "somebody with a link";
const firstOf = ([access]: readonly AccessOfVisit[]) => access?.at ?? new Date(0);
const lastOf = (group: readonly AccessOfVisit[]) => firstOf(group.slice(-1));
const times = (count: number) => (count === 1 ? "once" : `${count} times`);
const capitalized = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const when = (at: Date) => `${at.toISOString().slice(0, 19).replace("T", " ")} UTC`;
