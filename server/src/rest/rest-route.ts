import type { inferRouterInputs } from "@trpc/server";
import type { z } from "zod";
import type { LegacyLink, LegacyMeeting } from "../contract/legacy.ts";
import type { Overview } from "../contract/stats.ts";
import type { appRouter } from "../routers/index.ts";
import type { RestCaller } from "./caller.ts";

type Inputs = inferRouterInputs<typeof appRouter>;
type ProcedureName = { [R in keyof Inputs]: `${R}.${keyof Inputs[R] & string}` }[keyof Inputs];

type InputOf<Name> = Name extends `${infer R extends keyof Inputs}.${infer P}`
  ? Inputs[R][P & keyof Inputs[R]]
  : never;

/** The procedure of a row, and those that read a meeting as REST callers know it. */
type CallerOf<Name> = Pick<RestCaller, "legacy"> &
  (Name extends `${infer R extends keyof Inputs}.${infer P}`
    ? { [Key in R]: Pick<RestCaller[R], P & keyof RestCaller[R]> }
    : never);

type Success = 200 | 201 | 202;

type RestAnswer<Name, Data> = {
  /** The schema of `data` in the answer. */
  data: z.ZodType<Data>;
  message?: undefined;
  answer(caller: CallerOf<Name>, input: unknown): Promise<{ status: Success; data: Data }>;
};

type Confirmed<Name> = {
  data?: undefined;
  /** Stands in the answer instead of `data`. */
  message: string;
  answer(caller: CallerOf<Name>, input: unknown): Promise<{ status: Success; data?: undefined }>;
};

type RouteOf<Name extends ProcedureName> = {
  method: "GET" | "POST" | "PUT" | "DELETE";
  /** Under /api/zoom. */
  path: string;
  procedure: Name;
  summary: string;
  /** The schema of the procedure's input: from the path, and from the query (GET) or the body. */
  input: z.ZodType<unknown, InputOf<Name>>;
  /** Every success that it can have, with what it means. */
  successes: Partial<Record<Success, string>>;
} & (
  | RestAnswer<Name, LegacyMeeting>
  | RestAnswer<Name, z.output<typeof LegacyLink>>
  | RestAnswer<Name, Overview>
  | Confirmed<Name>
);

/** One row of the REST API: the procedure that answers it, its input, and the form of its answer. */
export type RestRoute = { [Name in ProcedureName]: RouteOf<Name> }[ProcedureName];
