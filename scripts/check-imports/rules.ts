export type Rule = {
  /** The importing files. */
  from: RegExp;
  /** The modules that they must not import, types included. */
  never: RegExp;
  /** Exceptions, as types only. */
  butTypesOf?: RegExp;
  instead: string;
};

const ours = /^(db|server|sdk|scripts|tests)\//;
const oursBut = (allowed: string) => new RegExp(`^(?!(${allowed}))(db|server|sdk|scripts|tests)/`);
const edge = "(routers|rpc|rest|webhooks|pages)";

/** Edges translate, operations act, the domain decides, the database remembers: the directions of imports. */
export const rules: readonly Rule[] = [
  {
    from: /^server\/src\/domain\//,
    never: oursBut("server/src/domain/|db/src/unions\\.ts$"),
    instead: "The domain is pure: pass the value in as an argument. It knows the closed unions, and no rows.",
  },
  {
    from: /^server\/src\/config\.ts$/,
    never: ours,
    butTypesOf: /^server\/src\/encryption\.ts$/,
    instead: "Configuration knows nothing of ours: let whoever starts the service put things together.",
  },
  {
    from: /^server\/src\/contract\//,
    never: oursBut("server/src/contract/|db/src/unions\\.ts$"),
    instead: "The contract is zod and the closed unions: map from rows to it in an operation.",
  },
  {
    from: new RegExp(`^server/src/${edge}[./]`),
    never: /^(db\/(?!src\/unions\.ts$)|kysely$|pg$|server\/src\/zoom\/api\.ts$)/,
    instead: "An edge translates: call an operation, which owns the transaction and the call to Zoom.",
  },
  {
    from: /^server\/src\/operations\//,
    never: /^(hono|@hono|@trpc)(\/|$)/,
    instead:
      "An operation knows no transport: return a value or throw a DomainError, the edge translates it.",
  },
  {
    from: /^server\/src\/(operations|zoom|queue\.ts)/,
    never: new RegExp(`^server/src/(${edge}[./]|(app|main|server|worker|http/health)\\.ts$)`),
    instead: "Imports lead from the edges inwards: move what both need into domain/ or an operation.",
  },
  {
    from: /^server\/src\/zoom\//,
    never: oursBut("server/src/zoom/"),
    instead: "The Zoom client knows Zoom alone: pass the value in, and give its meaning in an operation.",
  },
  {
    from: /^db\//,
    never: oursBut("db/"),
    instead: "The database imports nothing of ours: pass the value in as an argument.",
  },
  {
    from: /^server\//,
    never: /^(sdk|scripts|tests)\//,
    instead: "The service runs without the SDK, the scripts and the tests: move what it needs into server/.",
  },
  {
    from: /^sdk\/src\//,
    never: oursBut("sdk/src/"),
    butTypesOf: /^server\/src\//,
    instead: "The SDK is published alone: take types from the server with `import type`, and no code.",
  },
];
