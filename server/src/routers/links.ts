import type { TRPCRouterRecord } from "@trpc/server";
import { Link, LinkOf, RevokedLink } from "../contract/links.ts";
import { getLink } from "../operations/links/get-link.ts";
import { revokeLink } from "../operations/links/revoke-link.ts";
import { mutation } from "../rpc/mutation.ts";
import { query } from "../rpc/query.ts";

export const links = {
  get: query("links.get", LinkOf, Link, getLink),
  revoke: mutation("links.revoke", LinkOf, RevokedLink, revokeLink),
} satisfies TRPCRouterRecord;
