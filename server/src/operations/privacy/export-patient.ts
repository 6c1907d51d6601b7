import { findPatient, type Readable, rowsOfPatient } from "@patientcare/zoom-db";
import { type ExportRule, exportRules } from "./export-rules.ts";
import type { PrivacyDeps } from "./privacy-deps.ts";

export type Export =
  | { refused: "unknown" }
  | {
      /** Rows by table, live and archived together, with what was sealed in clear. */
      tables: Record<string, Record<string, unknown>[]>;
      /** Tables and columns that are not in here, each with the reason. */
      leftOut: Record<string, string>;
    };

/** Everything that is stored of a patient, as one moment has it, and why the rest is not in it. */
export async function exportPatient(deps: PrivacyDeps, externalId: string): Promise<Export> {
  const patient = await findPatient(deps.db, externalId);
  if (!patient) return { refused: "unknown" };
  const tables: Record<string, Record<string, unknown>[]> = {};
  const leftOut: Record<string, string> = {};
  await deps.db
    .transaction()
    .setIsolationLevel("repeatable read")
    .execute(async (trx) => {
      for (const [table, rule] of Object.entries(exportRules)) {
        if ("leftOut" in rule) {
          leftOut[table] = rule.leftOut;
          continue;
        }
        const columns: [string, ExportRule][] = Object.entries(rule.columns);
        const named = (wanted: ExportRule) => columns.flatMap(([name, is]) => (is === wanted ? [name] : []));
        for (const [name, is] of columns)
          if (typeof is !== "string") leftOut[`${table}.${name}`] = is.leftOut;
        const sealed = named("sealed");
        const rows = await rowsOfPatient(trx, patient, {
          table,
          rows: rule.rows,
          columns: { clear: named("clear"), sealed },
        });
        tables[table] = rows.map((row) => opened(deps, table, row, sealed));
      }
    });
  return { tables, leftOut };
}

function opened(
  { encryption }: PrivacyDeps,
  record: string,
  row: Record<string, unknown>,
  sealed: readonly string[],
): Record<string, unknown> {
  const texts = sealed.map((column) => {
    const value = row[column] as Readable | null;
    return [column, value && parsed(encryption.unseal({ record, column, id: String(row.id) }, value))];
  });
  return { ...row, ...Object.fromEntries(texts) };
}

/** Messages and deliveries are JSON: they are easier to read as such. */
function parsed(text: string | null): unknown {
  if (text === null || !/^[{[]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
