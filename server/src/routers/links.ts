import type { TRPCRouterRecord } from "@trpc/server";
import { Link, LinkOf, RevokedLink } from "../contract/links.ts";
import { mutation } from "../mutation.ts";
import { getLink } from "../operations/get-link.ts";
import { revokeLink } from "../operations/revoke-link.ts";
import { query } from "../query.ts";

export const links = {
  get: query("links.get", LinkOf, Link, getLink),
  revoke: mutation("links.revoke", LinkOf, RevokedLink, revokeLink),
} satisfies TRPCRouterRecord;
