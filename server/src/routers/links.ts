import type { TRPCRouterRecord } from "@trpc/server";
import { Invitation, InviteCompanion, Link, LinkOf, RevokedLink, RevokeLink } from "../contract/links.ts";
import { getLink } from "../operations/links/get-link.ts";
import { inviteCompanion } from "../operations/links/invite-companion.ts";
import { revokeLink } from "../operations/links/revoke-link.ts";
import { once } from "../rpc/once.ts";
import { procedure } from "../rpc/procedure.ts";
import { run } from "../rpc/run.ts";

export const links = {
  get: procedure("links.get").input(LinkOf).output(Link).query(run(getLink)),
  revoke: procedure("links.revoke").input(RevokeLink).output(RevokedLink).mutation(once(revokeLink)),
  invite: procedure("links.invite").input(InviteCompanion).output(Invitation).mutation(once(inviteCompanion)),
} satisfies TRPCRouterRecord;
