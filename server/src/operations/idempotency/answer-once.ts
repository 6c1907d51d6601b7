import {
  acquireKey,
  deleteKey,
  findPatientKeyOfMeeting,
  type HeldKey,
  type KnownKey,
  selectKey,
  storeResult,
} from "@patientcare/zoom-db";
import superjson from "superjson";
import type { Deps } from "../../deps.ts";
import type { Actor } from "../../domain/actor.ts";
import { canonicalJson } from "../../domain/canonical-json.ts";
import { type Details, DomainError, isFinal, type Reason } from "../../domain/errors.ts";
import type { Permission } from "../../domain/policy.ts";
import { toDomainError } from "../../to-domain-error.ts";
import { findMeetingOrArchived } from "../meetings/find-meeting-or-archived.ts";
import { requireMeeting } from "../meetings/require-meeting.ts";

/** One change that its caller has named, so that it can be asked for again. */
export interface NamedCall {
  key: string;
  procedure: Permission;
  input: unknown;
}

type StoredAnswer<Answer> =
  | { answer: Answer }
  | { refusal: { reason: Reason; message: string; details: Details } };

const maxKeyTries = 5;
const soonSeconds = 5;

/**
 * Runs a change once for each name that its caller gives it: asked again with the same input, it answers what it did
 * then, to whom may still see that meeting. A run that ends without a result holds the key for a minute.
 * @throws DomainError IDEMPOTENCY_CONFLICT, MEETING_NOT_FOUND, and what the change itself throws
 */
export async function answerOnce<Answer>(
  deps: Deps,
  actor: Actor,
  call: NamedCall,
  run: () => Promise<Answer>,
): Promise<Answer> {
  const { procedure, input } = call;
  const hashesOf = ({ keyedHash }: Pick<Deps["encryption"], "keyedHash">) => ({
    key_hash: keyedHash("idempotency-key", JSON.stringify([actor.sub, procedure, call.key])),
    input_hash: keyedHash("idempotency-input", canonicalJson(input)),
  });
  const { previous } = deps.encryption;
  // A call may be repeated after the index key was changed.
  const earlier = previous && hashesOf(previous);
  const isEarlier = earlier !== null && (await selectKey(deps.db, earlier)) !== undefined;
  const { key_hash, input_hash } = isEarlier ? earlier : hashesOf(deps.encryption);
  for (let tried = 0; tried < maxKeyTries; tried += 1) {
    const held = await acquireKey(deps.db, { key_hash, procedure, input_hash });
    if (held) return runHeld(deps, held, input, run);
    const known = await selectKey(deps.db, { key_hash });
    // Forgotten or given up in between: it can be had now.
    if (!known || (known.seconds_left !== null && known.seconds_left <= 0)) continue;
    if (!known.input_hash.equals(input_hash)) throw otherInput();
    return answerAgain(deps, actor, procedure, key_hash, known);
  }
  throw stillRuns(1);
}

async function runHeld<Answer>(
  deps: Deps,
  held: HeldKey,
  input: unknown,
  run: () => Promise<Answer>,
): Promise<Answer> {
  try {
    const answer = await run();
    await storeAnswer(deps, held, meetingIn(input) ?? meetingIn(answer), { answer });
    return answer;
  } catch (error) {
    const { reason, message, details } = toDomainError(error);
    if (isFinal[reason])
      await storeAnswer(deps, held, meetingIn(input), { refusal: { reason, message, details } });
    else await deleteKey(deps.db, held).catch(leftToItsLease(deps));
    throw error;
  }
}

async function storeAnswer(
  deps: Deps,
  held: HeldKey,
  meeting_id: string | null,
  stored: StoredAnswer<unknown>,
): Promise<void> {
  const place = resultPlaceOf(held.key_hash);
  const text = superjson.stringify(stored);
  try {
    const key = meeting_id === null ? null : await findPatientKeyOfMeeting(deps.db, meeting_id);
    const result = key ? deps.encryption.seal(key, place, text) : deps.encryption.encrypt(place, text);
    await storeResult(deps.db, held, { result, meeting_id });
  } catch (error) {
    leftToItsLease(deps)(error);
  }
}

async function answerAgain<Answer>(
  deps: Deps,
  actor: Actor,
  procedure: Permission,
  key_hash: Buffer,
  { result, meeting_id, seconds_left }: KnownKey,
): Promise<Answer> {
  if (result === null) throw stillRuns(Math.min(seconds_left ?? 1, soonSeconds));
  if (meeting_id !== null)
    requireMeeting(deps, actor, procedure, await findMeetingOrArchived(deps.db, meeting_id));
  const text = deps.encryption.unseal(resultPlaceOf(key_hash), result);
  if (text === null) throw forgotten();
  const stored = superjson.parse<StoredAnswer<Answer>>(text);
  if ("answer" in stored) return stored.answer;
  throw new DomainError(stored.refusal.reason, stored.refusal.message, stored.refusal.details);
}

const resultPlaceOf = (keyHash: Buffer) => ({
  record: "idempotency_keys",
  column: "result",
  id: keyHash.toString("hex"),
});

/** The meeting that an input names, or that an answer is or holds. */
function meetingIn(value: unknown): string | null {
  if (typeof value !== "object" || value === null) return null;
  if ("meetingId" in value) return String(value.meetingId);
  if ("meeting" in value) return meetingIn(value.meeting);
  return "id" in value ? String(value.id) : null;
}

const leftToItsLease = (deps: Deps) => (error: unknown) =>
  deps.databaseState.report(error, "What became of a named call could not be kept; it may run again");

const otherInput = () =>
  new DomainError(
    "IDEMPOTENCY_CONFLICT",
    "This Idempotency-Key came with another input before: repeat that, or take a new key",
  );

const forgotten = () =>
  new DomainError("IDEMPOTENCY_CONFLICT", "The answer of this Idempotency-Key was forgotten: take a new key");

const stillRuns = (retryAfterSeconds: number) =>
  new DomainError("IDEMPOTENCY_CONFLICT", "A call with this Idempotency-Key still runs: ask again soon", {
    retryAfterSeconds,
  });
