interface LeavingParts<Work> {
  /** What the end would break off; null where nothing is. */
  work(): Work | null;
  /** Asks the person; true where the app is to end all the same. */
  ask(work: Work): Promise<boolean>;
  /** Ends the app: its windows close, which is held no more. */
  quit(): void;
}

export interface Leaving {
  /** For the closing of the window and the end of the app alike: holds it where the person is to be asked first. */
  hold(event: { preventDefault(): void }): void;
  /** Ends the app without a question: nobody is there to answer, or it may not wait. */
  leaveNow(): void;
}

/** Asks once before the app ends with work under way; while the question is open, a further wish to end changes nothing. */
export function createLeaving<Work>({ work, ask, quit }: LeavingParts<Work>): Leaving {
  let state: 'staying' | 'asking' | 'leaving' = 'staying';
  const leaveNow = (): void => {
    if (state === 'leaving') return;
    state = 'leaving';
    quit();
  };
  const askAbout = async (underWay: Work): Promise<void> => {
    state = 'asking';
    const isYes = await ask(underWay).catch(() => false);
    // It may have had to end meanwhile.
    if (state !== 'asking') return;
    state = 'staying';
    if (isYes) leaveNow();
  };
  return {
    hold(event) {
      if (state === 'leaving') return;
      const underWay = state === 'asking' ? null : work();
      if (state === 'staying' && underWay === null) return;
      event.preventDefault();
      if (underWay !== null) void askAbout(underWay);
    },
    leaveNow,
  };
}
