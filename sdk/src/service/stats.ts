// Printed by `npm run sdk-types` from server/src/contract: change the descriptions there.

/** A range of time: from `from`, up to but not including `to`. */
export type StatsRange = {
  /** Counts meetings that begin at this time or later; without it, from the first one on */
  from?: Date | string | undefined;
  /** Counts meetings that begin before this time; without it, up to the last one */
  to?: Date | string | undefined;
};

/** How many meetings there are in each state. */
export type Overview = {
  /** All meetings, each appointment once, as it is now */
  totalMeetings: number;
  /** Meetings whose status is started */
  activeMeetings: number;
  /** Meetings whose status is pending or scheduled */
  scheduledMeetings: number;
  /** Meetings whose status is ended */
  completedMeetings: number;
  /** Meetings whose status is cancelled */
  cancelledMeetings: number;
  /** Meetings whose status is missed */
  missedMeetings: number;
  /** Meetings whose status is failed: Zoom refused to make them */
  failedMeetings: number;
  /** Visits whose outcome is held */
  heldMeetings: number;
  /** Meetings with at least one attention now */
  needingAttention: number;
  /** Meetings that Zoom ever held, of those and the failed ones; null when there is neither */
  creationSuccessRate: number | null;
  /** Held visits, of those and the ones that the patient missed; null when there is neither */
  attendanceRate: number | null;
  /** Visits that the patient missed, of those and the held ones; null when there is neither */
  noShowRate: number | null;
  /** How long patients waited, from the later of the start and their arrival */
  waitingSeconds: {
    /** The median in seconds, exact to 2.5 %; null when nothing was measured */
    median: number | null;
    /** 95 of 100 are not longer, in seconds, exact to 2.5 %; null when nothing was measured */
    p95: number | null;
  };
  /** How long doctor and patient were together in held visits */
  visitSeconds: {
    /** The median in seconds, exact to 2.5 %; null when nothing was measured */
    median: number | null;
    /** 95 of 100 are not longer, in seconds, exact to 2.5 %; null when nothing was measured */
    p95: number | null;
  };
  /** From the booking until Zoom had its meeting, so that the link led somewhere */
  confirmToLinkSeconds: {
    /** The median in seconds, exact to 2.5 %; null when nothing was measured */
    median: number | null;
    /** 95 of 100 are not longer, in seconds, exact to 2.5 %; null when nothing was measured */
    p95: number | null;
  };
  /** Visits that were not held, by their reason */
  notTogether: {
    /** The patient came, the doctor did not */
    doctorAbsent: number;
    /** The patient had no way in */
    technical: number;
    /** Somebody waited outside the room, and nobody but the doctor came in */
    couldNotGetIn: number;
    /** The patient did not come, or neither did */
    patientAbsent: number;
    /** It is not known who was there */
    unknown: number;
  };
  /** Held visits that began on time: doctor and patient were together */
  startedWithin5: {
    /** Those that began at most five minutes after their start */
    count: number;
    /** Held visits of which the stays are known */
    of: number;
  };
  /** Visits in which the patient waited for more than 15 minutes */
  waitedOver15: number;
  /** Visits whose outcome a person stated, where the evidence does not say the same */
  overriddenOutcomes: number;
  /** How long calls took in this process, those of the statistics left out */
  responseTimes: {
    /** How many calls were answered or refused */
    calls: number;
    /** The median in seconds, estimated within a bucket; null without calls */
    median: number | null;
    /** 95 of 100 calls took no longer, in seconds, estimated within a bucket; null without calls */
    p95: number | null;
    /** These figures are those of the process that answers, since it started */
    scope: "process";
    /** The same for each procedure that was called */
    byProcedure: Record<string, {
      /** How many calls were answered or refused */
      calls: number;
      /** The median in seconds, estimated within a bucket; null without calls */
      median: number | null;
      /** 95 of 100 calls took no longer, in seconds, estimated within a bucket; null without calls */
      p95: number | null;
    }>;
  };
  /** The calls that failed in this process, those of the statistics left out */
  errorsByReason: {
    /** These figures are those of the process that answers, since it started */
    scope: "process";
    /** How often each reason was answered */
    counts: Record<string, number>;
  };
};

/** The days to count, and by what. */
export type DailyRange = {
  /** Counts meetings that begin at this time or later; the first day is cut there */
  from: Date | string;
  /** Counts meetings that begin before this time, at most 400 days after `from` */
  to: Date | string;
  /** The zone in which a day begins; by default the clinic's zone */
  timezone?: string | undefined;
  /** `hostEmail`: one row per day and doctor who has meetings then */
  by?: "hostEmail" | undefined;
};

/** The figures of one day, of all doctors together or of one. */
export type Day = {
  /** The day in the time zone that was asked for, such as 2027-01-15 */
  date: string;
  /** The doctor, where days are asked for by hostEmail */
  hostEmail?: string | undefined;
  /** All meetings, each appointment once, as it is now */
  totalMeetings: number;
  /** Meetings whose status is started */
  activeMeetings: number;
  /** Meetings whose status is pending or scheduled */
  scheduledMeetings: number;
  /** Meetings whose status is ended */
  completedMeetings: number;
  /** Meetings whose status is cancelled */
  cancelledMeetings: number;
  /** Meetings whose status is missed */
  missedMeetings: number;
  /** Meetings whose status is failed: Zoom refused to make them */
  failedMeetings: number;
  /** Visits whose outcome is held */
  heldMeetings: number;
  /** Meetings with at least one attention now */
  needingAttention: number;
  /** Meetings that Zoom ever held, of those and the failed ones; null when there is neither */
  creationSuccessRate: number | null;
  /** Held visits, of those and the ones that the patient missed; null when there is neither */
  attendanceRate: number | null;
  /** Visits that the patient missed, of those and the held ones; null when there is neither */
  noShowRate: number | null;
  /** How long patients waited, from the later of the start and their arrival */
  waitingSeconds: {
    /** The median in seconds, exact to 2.5 %; null when nothing was measured */
    median: number | null;
    /** 95 of 100 are not longer, in seconds, exact to 2.5 %; null when nothing was measured */
    p95: number | null;
  };
  /** How long doctor and patient were together in held visits */
  visitSeconds: {
    /** The median in seconds, exact to 2.5 %; null when nothing was measured */
    median: number | null;
    /** 95 of 100 are not longer, in seconds, exact to 2.5 %; null when nothing was measured */
    p95: number | null;
  };
  /** From the booking until Zoom had its meeting, so that the link led somewhere */
  confirmToLinkSeconds: {
    /** The median in seconds, exact to 2.5 %; null when nothing was measured */
    median: number | null;
    /** 95 of 100 are not longer, in seconds, exact to 2.5 %; null when nothing was measured */
    p95: number | null;
  };
  /** Visits that were not held, by their reason */
  notTogether: {
    /** The patient came, the doctor did not */
    doctorAbsent: number;
    /** The patient had no way in */
    technical: number;
    /** Somebody waited outside the room, and nobody but the doctor came in */
    couldNotGetIn: number;
    /** The patient did not come, or neither did */
    patientAbsent: number;
    /** It is not known who was there */
    unknown: number;
  };
  /** Held visits that began on time: doctor and patient were together */
  startedWithin5: {
    /** Those that began at most five minutes after their start */
    count: number;
    /** Held visits of which the stays are known */
    of: number;
  };
  /** Visits in which the patient waited for more than 15 minutes */
  waitedOver15: number;
  /** Visits whose outcome a person stated, where the evidence does not say the same */
  overriddenOutcomes: number;
};

/** The figures of each day of a range. */
export type Daily = {
  /** One row per day, without meetings too; by hostEmail one per day and doctor with meetings */
  days: Day[];
  /** How long calls took in this process, those of the statistics left out */
  responseTimes: {
    /** How many calls were answered or refused */
    calls: number;
    /** The median in seconds, estimated within a bucket; null without calls */
    median: number | null;
    /** 95 of 100 calls took no longer, in seconds, estimated within a bucket; null without calls */
    p95: number | null;
    /** These figures are those of the process that answers, since it started */
    scope: "process";
    /** The same for each procedure that was called */
    byProcedure: Record<string, {
      /** How many calls were answered or refused */
      calls: number;
      /** The median in seconds, estimated within a bucket; null without calls */
      median: number | null;
      /** 95 of 100 calls took no longer, in seconds, estimated within a bucket; null without calls */
      p95: number | null;
    }>;
  };
  /** The calls that failed in this process, those of the statistics left out */
  errorsByReason: {
    /** These figures are those of the process that answers, since it started */
    scope: "process";
    /** How often each reason was answered */
    counts: Record<string, number>;
  };
};
