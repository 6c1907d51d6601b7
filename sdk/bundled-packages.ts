/**
 * The packages of which a few parts lie in the published file, with their licences: installed beside it, @trpc/client would
 * bring TypeScript along, its peer. The build refuses a bundle that holds parts of others.
 */
export const bundledPackages = ["@trpc/client", "@trpc/server", "superjson", "copy-anything"];
