/** One stay of one person; seconds from the visit's start. */
export interface StoryStay {
  key: string;
  who: "doctor" | "patient" | "stranger";
  from: number;
  /** Null when Zoom never tells that it ended. */
  to: number | null;
}

/** One running of a visit's Zoom meeting. */
export interface StorySession {
  uuid: string;
  from: number;
  /** Null while it goes on. */
  to: number | null;
  stays: StoryStay[];
  /** When the patient stood in the waiting room; nothing follows from it. */
  waited: number[];
}

/** The story of one visit. */
export interface Story {
  sessions: StorySession[];
  /** A patient who is signed in is known by e-mail; a guest by the link that they followed when the slot began. */
  patientIsSignedIn: boolean;
}

const maxPart = 600;

/** A visit as they go: rejoins, a second session, somebody who never comes, a stranger, a leave that is never told. */
export function aStory(random: () => number): Story {
  const upTo = (most: number) => 1 + Math.floor(random() * most);
  const story: Story = { sessions: [], patientIsSignedIn: random() < 0.6 };
  const absent = random() < 0.25 ? (random() < 0.5 ? "doctor" : "patient") : null;
  let clock = upTo(maxPart);
  let stays = 0;

  const staysOf = (who: StoryStay["who"], begin: number): StoryStay[] =>
    Array.from({ length: random() < 0.3 ? 2 : 1 }).reduce<StoryStay[]>((made) => {
      const from = (made.at(-1)?.to ?? begin) + upTo(40);
      stays += 1;
      return [...made, { key: String(16_778_240 + 1_024 * stays), who, from, to: from + upTo(maxPart) }];
    }, []);

  for (let left = random() < 0.2 ? 2 : 1; left > 0; left -= 1) {
    const from = clock;
    const present = (["doctor", "patient"] as const).filter((who) => who !== absent);
    const here = present.flatMap((who) => staysOf(who, from));
    // Beside a stranger a guest could be either, and a stranger alone is taken for the guest.
    if (story.patientIsSignedIn && absent !== "patient" && random() < 0.15)
      here.push(...staysOf("stranger", from));
    const to = Math.max(...here.map((stay) => stay.to ?? from)) + upTo(5);
    const goesOn = left === 1 && random() < 0.25;
    story.sessions.push({
      uuid: Buffer.from(Array.from({ length: 16 }, () => upTo(255))).toString("base64"),
      from,
      to: goesOn ? null : to,
      stays: here.map((stay) => (random() < 0.1 ? { ...stay, to: null } : stay)),
      waited: absent !== "patient" && random() < 0.3 ? [from + upTo(30)] : [],
    });
    clock = to + upTo(120);
  }
  return story;
}
