import type { LinkView } from "../operations/links/view-link.ts";
import { timeInWords } from "./time-in-words.ts";

/**
 * The states of the page: the link's own, and some that add to it. `zoom-away` is an open link whose way
 * to Zoom cannot be had right now; `trouble` is ours.
 */
export type PageState = LinkView["state"] | "zoom-away" | keyof typeof withoutLink;

export interface Words {
  title: string;
  happening: string;
  next: string;
}

type Say = (link: LinkView) => Words;

const looksAgain = "This page looks again by itself.";

const preparing: Say = (link) => ({
  title: "Your room is being prepared",
  happening: isBefore(link)
    ? `The room of your visit is not ready yet. It opens at ${doorTime(link)}.`
    : "The room of your visit is not ready yet.",
  next: isBefore(link)
    ? `You need not do anything: this link stays the same. ${looksAgain}`
    : `${looksAgain} Contact us if it takes longer than a few minutes.`,
});

const words = {
  early: (link) => ({
    title: "Your online visit is coming up",
    happening: `The room opens at ${doorTime(link)}.`,
    next: `Come back then, or keep this page open: this link stays the same. ${looksAgain}`,
  }),
  open: (link) =>
    link.role === "host"
      ? {
          title: "The room is open",
          happening: "You can start the visit now.",
          next: "Zoom opens next, with you as the host. Let your patient in from the waiting room.",
        }
      : {
          title: "The room is open",
          happening: "You can go to your visit now.",
          next: "Zoom opens next and asks for your name. Then you wait a moment until your doctor lets you in.",
        },
  pending: preparing,
  "zoom-away": () => ({
    title: "Zoom cannot be reached right now",
    happening: "Your visit takes place, but Zoom does not answer at this moment.",
    next: `Try again, or wait a little. ${looksAgain}`,
  }),
  over: (link) => ({
    title: "This visit is over",
    happening: "The room is closed.",
    next:
      link.role === "host"
        ? "If that comes too early, contact us."
        : "If you missed your visit, contact us for another appointment.",
  }),
  cancelled: () => ({
    title: "This visit was cancelled",
    happening: "The room is closed and nobody is waiting in it.",
    next: "If you did not expect this, contact us.",
  }),
  revoked: () => ({
    title: "This link no longer works",
    happening: "It was withdrawn. If your visit still takes place, it has another link now.",
    next: "Look for our newest message, or contact us.",
  }),
} as const satisfies Record<Exclude<PageState, keyof typeof withoutLink>, Say>;

const withoutLink = {
  unknown: {
    title: "We do not know this link",
    happening: "It may have been cut off when it was copied.",
    next: "Open the link from our message again, or contact us.",
  },
  trouble: {
    title: "This page does not work right now",
    happening: "Something went wrong on our side. Your visit is not affected.",
    next: `Try again in a moment, or contact us. ${looksAgain}`,
  },
  "too-many": {
    title: "This link is open in several places",
    happening: "Your visit is not affected.",
    next: "Close the other windows with this link, then open it again.",
  },
  "too-many-tries": {
    title: "Too many links that we do not know",
    happening: "Links that we do not know were opened many times from your network.",
    next: "Wait a minute, then open the link from our message again. Or contact us.",
  },
  "wrong-method": {
    title: "This page cannot do that",
    happening: "Your visit is not affected.",
    next: "Open the link from our message again, or contact us.",
  },
} as const satisfies Record<string, Words>;

const isWithoutLink = (state: PageState): state is keyof typeof withoutLink => state in withoutLink;

export function wordsFor(state: PageState, link: LinkView | null): Words {
  if (isWithoutLink(state)) return withoutLink[state];
  return link === null ? withoutLink.unknown : words[state](link);
}

const isBefore = (link: LinkView) => link.now < link.opensAt;
const doorTime = (link: LinkView) => timeInWords(link.opensAt, link.timezone);
