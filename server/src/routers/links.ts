import type { TRPCRouterRecord } from "@trpc/server";
import { Link, LinkOf, RevokedLink } from "../contract/links.ts";
import { getLink } from "../operations/links/get-link.ts";
import { revokeLink } from "../operations/links/revoke-link.ts";
import { once } from "../rpc/once.ts";
import { procedure } from "../rpc/procedure.ts";
import { run } from "../rpc/run.ts";

export const links = {
  get: procedure("links.get").input(LinkOf).output(Link).query(run(getLink)),
  revoke: procedure("links.revoke").input(LinkOf).output(RevokedLink).mutation(once(revokeLink)),
} satisfies TRPCRouterRecord;
