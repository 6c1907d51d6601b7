import { type Histogram, type MeetingCounts, secondsOfBucket } from "@patientcare/zoom-db";
import type { z } from "zod";
import type { Overview } from "../../contract/stats.ts";

type Figures = Omit<z.output<typeof Overview>, "responseTimes" | "errorsByReason">;

/** The figures as callers see them. */
export function viewFigures({ counts, histograms }: MeetingCounts): Figures {
  const absent = counts.patientAbsent + counts.bothAbsent;
  return {
    totalMeetings: counts.total,
    activeMeetings: counts.started,
    scheduledMeetings: counts.pending + counts.scheduled,
    completedMeetings: counts.ended,
    cancelledMeetings: counts.cancelled,
    missedMeetings: counts.missed,
    failedMeetings: counts.failed,
    heldMeetings: counts.held,
    needingAttention: counts.needingAttention,
    creationSuccessRate: rate(counts.everScheduled, counts.creationFailed),
    attendanceRate: rate(counts.held, absent),
    noShowRate: rate(absent, counts.held),
    waitingSeconds: durations(histograms.waiting),
    visitSeconds: durations(histograms.together),
    confirmToLinkSeconds: durations(histograms.confirmToLink),
    notTogether: {
      doctorAbsent: counts.doctorAbsent,
      technical: counts.technical,
      couldNotGetIn: counts.couldNotGetIn,
      patientAbsent: absent,
      unknown: counts.unknown,
    },
    startedWithin5: { count: counts.startedWithin5, of: counts.togetherKnown },
    waitedOver15: counts.waitedOver15,
    overriddenOutcomes: counts.overridden,
  };
}

const rate = (those: number, others: number): number | null =>
  those + others === 0 ? null : those / (those + others);

function durations(histogram: Histogram): { median: number | null; p95: number | null } {
  const total = histogram.reduce((sum, [, count]) => sum + count, 0);
  const valueAt = (share: number) => {
    let counted = 0;
    const found = histogram.find(([, count]) => {
      counted += count;
      return counted >= total * share;
    });
    return found ? Math.round(secondsOfBucket(found[0]) * 1e6) / 1e6 : null;
  };
  return { median: valueAt(0.5), p95: valueAt(0.95) };
}
