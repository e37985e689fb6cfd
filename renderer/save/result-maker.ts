import type { AppError, Result } from '../../shared/app-error.ts';
import type { PreparedResult, Request, Responses } from '../../shared/contract.ts';

/** What a result is made from. */
export type SaveRequest = Omit<Request<'save/prepare'>, 'resultId'>;

export type Prepared =
  /** `estimate`: bytes, from a part of the picture; null until it is there. */
  | { kind: 'making'; estimate: number | null }
  | { kind: 'ready'; result: PreparedResult }
  | { kind: 'failed'; error: AppError };

type SaveChannel = 'save/prepare' | 'save/estimate' | 'save/discard';
export type AskMain = <C extends SaveChannel>(channel: C, request: Request<C>) => Promise<Result<Responses[C]>>;

/**
 * A choice that changes again within this time is not made: a slider passes many values on its way. Work has to start
 * within 150 ms of the last change.
 */
export const QUIET_MS = 100;

/**
 * Makes the result of a choice once the choice has rested, with an estimate of its bytes before. Answers what gives it up,
 * begun or not; `held` is waited for first, so that what is being written stays.
 */
export function makeResult(
  wanted: SaveRequest,
  ask: AskMain,
  tell: (prepared: Prepared) => void,
): (held: Promise<void> | null) => void {
  let isWanted = true;
  const begun: string[] = [];
  const timer = setTimeout(() => {
    const resultId = crypto.randomUUID();
    let isMade = false;
    if (wanted.choice.kind === 'convert') {
      const estimateId = crypto.randomUUID();
      begun.push(estimateId);
      void ask('save/estimate', { ...wanted, resultId: estimateId }).then((answer) => {
        // Without an estimate there is still the result, or its own failure, to wait for.
        if (answer.ok && isWanted && !isMade) tell({ kind: 'making', estimate: answer.value.bytes });
      });
    }
    begun.push(resultId);
    void ask('save/prepare', { ...wanted, resultId }).then((answer) => {
      isMade = true;
      if (isWanted) tell(answer.ok ? { kind: 'ready', result: answer.value } : { kind: 'failed', error: answer.error });
    });
  }, QUIET_MS);
  return (held) => {
    isWanted = false;
    clearTimeout(timer);
    // A result that is gone already is as good as given up.
    for (const resultId of begun) void Promise.resolve(held).then(() => ask('save/discard', { resultId }));
  };
}
