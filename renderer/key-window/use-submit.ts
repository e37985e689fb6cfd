import { useState } from 'react';
import type { AppError } from '../../shared/app-error.ts';
import {
  type KeyBridge,
  type KeyEntry,
  type KeyField,
  type KeyProblem,
  problemFields,
} from '../../shared/key-entry.ts';

export interface Submission {
  isBusy: boolean;
  /** The last answer that found something wrong; another object each time. */
  refusal: object | null;
  /** Why it could not be kept; null while nothing went wrong. */
  error: AppError | null;
  /** What is wrong with a field, if anything. */
  problemAt(field: KeyField): KeyProblem | null;
  submit(entry: KeyEntry): void;
  /** A field was changed: what was said about it no longer holds. */
  forget(field: KeyField): void;
}

/** Hands an entry to main. Where main takes it, this page is gone before the answer comes. */
export function useSubmit(bridge: KeyBridge): Submission {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const [problems, setProblems] = useState<readonly KeyProblem[]>([]);
  const [refusal, setRefusal] = useState<object | null>(null);
  const send = async (entry: KeyEntry): Promise<void> => {
    setBusy(true);
    setError(null);
    const answer = await bridge.submit(entry);
    setBusy(false);
    if (!answer.ok) setError(answer.error);
    else {
      setProblems(answer.value.kind === 'problems' ? answer.value.problems : []);
      setRefusal(answer.value);
    }
  };
  return {
    isBusy,
    refusal,
    error,
    problemAt: (field) => problems.find((problem) => problemFields[problem] === field) ?? null,
    submit: (entry) => void send(entry),
    forget: (field) => setProblems(problems.filter((problem) => problemFields[problem] !== field)),
  };
}
