export type Rule = {
  /** The importing files. */
  from: RegExp;
  /** The modules of ours that they may import, besides packages. */
  only: RegExp;
  /** Further modules that they may import as types only. */
  typesOf?: RegExp;
  instead: string;
};

// Directions that a specifier's text cannot show: it must be resolved, or the kind of import counts. The rest is in
// biome.json.
export const rules: readonly Rule[] = [
  {
    from: /^server\/src\/domain\//,
    only: /^(server\/src\/domain\/|db\/src\/unions\.ts$)/,
    instead: "The domain is pure: pass the value in as an argument. It knows the closed unions, and no rows.",
  },
  {
    from: /^server\/src\/config(\.ts$|\/)/,
    only: /^server\/src\/(config\/|domain\/(time-zone|database-tls)\.ts$)/,
    typesOf: /^server\/src\/encryption\.ts$/,
    instead: "Configuration knows nothing of ours: let the start of the service put things together.",
  },
  {
    from: /^server\/src\/contract\//,
    only: /^(server\/src\/contract\/|server\/src\/domain\/(time-zone|email-address|event-data-fields)\.ts$|db\/src\/unions\.ts$)/,
    typesOf: /^server\/src\/domain\/(errors|policy|actor)\.ts$/,
    instead: "The contract is zod and the closed unions: map from rows to it in an operation.",
  },
  {
    from: /^server\/src\/zoom\//,
    only: /^server\/src\/zoom\//,
    instead:
      "The client of Zoom's API knows Zoom alone: pass the value in, and give its meaning in an operation.",
  },
  {
    from: /^server\/src\/operations\//,
    only: /^(server\/src\/(operations|domain|contract|zoom|telemetry)\/|server\/src\/(deps|new-id|encryption|batch-calls|to-domain-error)\.ts$|db\/src\/)/,
    instead: "Imports lead from the edges inwards: move what both need into domain/ or an operation.",
  },
  {
    from: /^server\/src\/telemetry\//,
    only: /^(server\/src\/(telemetry|domain)\/|server\/(src\/encryption\.ts|package\.json)$|db\/src\/)/,
    instead: "Telemetry is told what to record: pass the value in as an argument.",
  },
  {
    from: /^server\/src\/(auth|http|routers|rpc|rest|pages|webhooks)\/(?!.*\.test\.ts$)/,
    only: /^(server\/src\/|db\/src\/unions\.ts$)/,
    typesOf: /^db\/src\/index\.ts$/,
    instead: "An edge translates: call an operation, which owns the transaction.",
  },
  {
    from: /^server\/src\/([^/]+\.ts$|.*\.test\.ts$)/,
    only: /^(server\/src\/|db\/src\/)/,
    instead: "The service runs without the SDK, the scripts and the tests: move what it needs into server/.",
  },
  {
    from: /^db\/src\//,
    only: /^db\/src\//,
    instead: "The database imports nothing of ours: pass the value in as an argument.",
  },
  {
    from: /^sdk\/src\//,
    only: /^sdk\/(src\/|package\.json$)/,
    typesOf: /^(server\/src\/|db\/src\/unions\.ts$)/,
    instead: "The SDK is published alone: take types from the server with `import type`, and no code.",
  },
];
