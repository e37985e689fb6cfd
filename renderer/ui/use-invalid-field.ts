import { type RefObject, useEffect, useRef } from 'react';

/** For a form: puts the focus into its first field that is wrong, each time that `refusal` becomes another one. */
export function useInvalidField(refusal: unknown): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (refusal) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [refusal]);
  return form;
}
