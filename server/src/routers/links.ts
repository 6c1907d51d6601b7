import type { TRPCRouterRecord } from "@trpc/server";
import { Link, LinkOf, RevokedLink } from "../contract/links.ts";
import { mutation } from "../mutation.ts";
import { getLink } from "../operations/get-link.ts";
import { revokeLink } from "../operations/revoke-link.ts";
import { procedure } from "../trpc.ts";

export const links = {
  get: procedure("links.get")
    .input(LinkOf)
    .output(Link)
    .query(({ ctx, input }) => getLink(ctx.deps, ctx.actor, input)),
  revoke: mutation("links.revoke", LinkOf, RevokedLink, revokeLink),
} satisfies TRPCRouterRecord;
