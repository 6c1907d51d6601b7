import { type EmbeddedPostgresOptions, startEmbeddedPostgres } from "@patientcare/zoom-embedded-postgres";

/** Not durable, so that these tests are quick; the rest is as in the product. */
export const start = (dataDir: string, options: Partial<EmbeddedPostgresOptions> = {}) =>
  startEmbeddedPostgres({ dataDir, settings: { fsync: "off", shared_buffers: "16MB" }, ...options });
