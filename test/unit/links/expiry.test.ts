import { describe, expect, it } from 'vitest';
import { customLike, defaultExpiry, type ExpiryUnit, expiryOf, quickExpiries } from '../../../renderer/links/expiry.ts';
import { MAX_LINK_SECONDS, MIN_LINK_SECONDS } from '../../../shared/connection.ts';

const custom = (amount: string, unit: ExpiryUnit) => ({ kind: 'custom', amount, unit }) as const;
const valid = (seconds: number) => ({ kind: 'valid', seconds });
const invalid = (problem: string) => ({ kind: 'invalid', problem });

describe('how long a link works', () => {
  it('offers an hour, a day and a week, and begins with a day', () => {
    const seconds = quickExpiries.map((quick) => expiryOf({ kind: 'quick', quick }));
    expect(seconds).toEqual([valid(3600), valid(86_400), valid(604_800)]);
    expect(expiryOf(defaultExpiry)).toEqual(valid(86_400));
  });

  it('goes from one minute to seven days, in every unit, and no further', () => {
    expect(expiryOf(custom('1', 'minutes'))).toEqual(valid(MIN_LINK_SECONDS));
    expect(expiryOf(custom('0', 'minutes'))).toEqual(invalid('too-short'));
    expect(expiryOf(custom('0', 'days'))).toEqual(invalid('too-short'));
    expect(expiryOf(custom('7', 'days'))).toEqual(valid(MAX_LINK_SECONDS));
    expect(expiryOf(custom('168', 'hours'))).toEqual(valid(MAX_LINK_SECONDS));
    expect(expiryOf(custom('10080', 'minutes'))).toEqual(valid(MAX_LINK_SECONDS));
    expect(expiryOf(custom('8', 'days'))).toEqual(invalid('too-long'));
    expect(expiryOf(custom('169', 'hours'))).toEqual(invalid('too-long'));
    expect(expiryOf(custom('10081', 'minutes'))).toEqual(invalid('too-long'));
    expect(expiryOf(custom('9'.repeat(400), 'days'))).toEqual(invalid('too-long'));
  });

  it.each(['', ' ', '-1', '1.5', '1e2', '0x10', 'soon', '1 2'])('takes whole numbers only, not “%s”', (amount) => {
    expect(expiryOf(custom(amount, 'hours'))).toEqual(invalid('not-whole'));
  });

  it('reads digits of full width and the spaces around them', () => {
    expect(expiryOf(custom(' １２ ', 'hours'))).toEqual(valid(12 * 3600));
  });

  it('begins a time of one’s own with the one chosen before', () => {
    for (const quick of quickExpiries) {
      const choice = { kind: 'quick', quick } as const;
      expect(expiryOf(customLike(choice))).toEqual(expiryOf(choice));
    }
    expect(customLike(custom('90', 'minutes'))).toEqual(custom('90', 'minutes'));
  });
});
