/** All that a visit's deliveries leave behind; times in seconds from the visit's start. */
export interface VisitEnd {
  status: string;
  outcome: string | null;
  attentions: string[];
  appointment: string;
  sessions: string[];
  stays: string[];
  /** The effect keys of what Zoom told, each as often as it is there. */
  events: string[];
}
