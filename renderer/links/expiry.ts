import { MAX_LINK_SECONDS, MIN_LINK_SECONDS } from '../../shared/connection.ts';

const secondsOf = { minutes: 60, hours: 60 * 60, days: 24 * 60 * 60 } as const;

export type ExpiryUnit = keyof typeof secondsOf;
export const expiryUnits = ['minutes', 'hours', 'days'] as const satisfies readonly ExpiryUnit[];

export const quickExpiries = ['hour', 'day', 'week'] as const;
type QuickExpiry = (typeof quickExpiries)[number];

/** How long a link is to work: one of the usual times, or a number as it was typed. */
export type ExpiryChoice = { kind: 'quick'; quick: QuickExpiry } | { kind: 'custom'; amount: string; unit: ExpiryUnit };

export const defaultExpiry: ExpiryChoice = { kind: 'quick', quick: 'day' };

type ExpiryProblem = 'not-whole' | 'too-short' | 'too-long';

/** What a choice comes to. */
type Expiry = { kind: 'valid'; seconds: number } | { kind: 'invalid'; problem: ExpiryProblem };

const asCustom: Readonly<Record<QuickExpiry, { amount: number; unit: ExpiryUnit }>> = {
  hour: { amount: 1, unit: 'hours' },
  day: { amount: 1, unit: 'days' },
  week: { amount: 7, unit: 'days' },
};

const WHOLE_NUMBER = /^\d+$/;

/** The seconds of a choice, within what S3 signs; or why there are none. */
export function expiryOf(choice: ExpiryChoice): Expiry {
  if (choice.kind === 'quick') return expiryOf(customLike(choice));
  // Digits of full width come from East Asian keyboards.
  const digits = choice.amount.normalize('NFKC').trim();
  if (!WHOLE_NUMBER.test(digits)) return { kind: 'invalid', problem: 'not-whole' };
  const seconds = Number(digits) * secondsOf[choice.unit];
  if (seconds < MIN_LINK_SECONDS) return { kind: 'invalid', problem: 'too-short' };
  if (seconds > MAX_LINK_SECONDS) return { kind: 'invalid', problem: 'too-long' };
  return { kind: 'valid', seconds };
}

/** The same time as a number that can be changed. */
export function customLike(choice: ExpiryChoice): Extract<ExpiryChoice, { kind: 'custom' }> {
  if (choice.kind === 'custom') return choice;
  const { amount, unit } = asCustom[choice.quick];
  return { kind: 'custom', amount: String(amount), unit };
}
