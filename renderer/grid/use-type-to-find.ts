import { type RefObject, useEffect, useRef, useState } from 'react';
import { invoke } from '../api.ts';
import { useStore } from '../store/store.ts';
import { attachEditContext, type EditContext } from './edit-context.ts';
import { startsFor, WORD_ENDS_MS } from './type-to-find.ts';

/** What the hint says of the text that was typed. */
export interface TypedText {
  text: string;
  /** No name begins so. */
  isMissing: boolean;
}

const nothing: TypedText = { text: '', isMissing: false };

interface TypeToFindOptions {
  gridRef: RefObject<HTMLDivElement | null>;
  /** Goes to a place that was found. */
  onFound: (index: number) => void;
}

export interface TypeToFind {
  typed: TypedText;
  /** Takes a key of the grid that means the typed text; answers whether it was one. */
  takeKey: (event: KeyboardEvent) => boolean;
}

/** Typed text leads to the next picture whose name begins with it; a syllable that is still being composed does too. */
export function useTypeToFind({ gridRef, onFound }: TypeToFindOptions): TypeToFind {
  const [typed, setTyped] = useState<TypedText>(nothing);
  const found = useRef(onFound);
  useEffect(() => {
    found.current = onFound;
  });
  const word = useRef<Word | null>(null);

  useEffect(() => {
    const grid = gridRef.current;
    const context = grid && attachEditContext(grid);
    if (!grid || !context) return;
    const typing = new Word(context, { show: setTyped, go: (index) => found.current(index) });
    word.current = typing;
    const place = () => {
      const { left, bottom } = grid.getBoundingClientRect();
      // Where the system's own candidates belong: by the hint.
      for (const move of ['updateControlBounds', 'updateSelectionBounds'] as const) {
        context[move](new DOMRect(left, Math.min(bottom, window.innerHeight) - HINT_FROM_BOTTOM_PX, 0, 0));
      }
    };
    grid.addEventListener('focus', place);
    return () => {
      grid.removeEventListener('focus', place);
      grid.editContext = null;
      typing.stop();
      word.current = null;
    };
  }, [gridRef]);

  const [takeKey] = useState(() => (event: KeyboardEvent) => word.current?.takeKey(event) ?? false);
  return { typed, takeKey };
}

const HINT_FROM_BOTTOM_PX = 60;

/** The word that is being typed. */
class Word {
  readonly #context: EditContext;
  readonly #tell: { show: (typed: TypedText) => void; go: (index: number) => void };
  #isComposing = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Only the answer to the text typed last counts. */
  #asked = 0;
  /** Length of the text that was looked for last. */
  #looked = 0;

  constructor(context: EditContext, tell: { show: (typed: TypedText) => void; go: (index: number) => void }) {
    this.#context = context;
    this.#tell = tell;
    context.addEventListener('textupdate', () => this.#changed());
    context.addEventListener('compositionstart', () => {
      this.#isComposing = true;
    });
    context.addEventListener('compositionend', () => {
      this.#isComposing = false;
      this.#changed();
    });
  }

  takeKey(event: KeyboardEvent): boolean {
    const { text } = this.#context;
    // What the input method is doing is its own: its keys neither move nor open anything.
    if (event.isComposing || this.#isComposing) return true;
    if (text === '') return false;
    if (event.key === ' ') return true;
    if (event.key !== 'Backspace' && event.key !== 'Escape') return false;
    event.preventDefault();
    const left = event.key === 'Escape' ? '' : [...text].slice(0, -1).join('');
    this.#setText(left);
    this.#changed();
    return true;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#asked += 1;
  }

  #setText(text: string): void {
    this.#context.updateText(0, this.#context.text.length, text);
    this.#context.updateSelection(text.length, text.length);
  }

  #changed(): void {
    const { text } = this.#context;
    clearTimeout(this.#timer);
    this.#tell.show({ text, isMissing: false });
    if (text !== '') this.#timer = setTimeout(() => this.#end(), WORD_ENDS_MS);
    void this.#find(text);
  }

  #end(): void {
    if (this.#isComposing) {
      this.#timer = setTimeout(() => this.#end(), WORD_ENDS_MS);
      return;
    }
    this.#setText('');
    this.#looked = 0;
    this.#tell.show(nothing);
  }

  async #find(text: string): Promise<void> {
    this.#asked += 1;
    const mine = this.#asked;
    const isFirst = this.#looked === 0;
    this.#looked = [...text].length;
    const { view, cursor } = useStore.getState();
    if (view.kind !== 'open' || text === '') return;
    const { viewId, count } = view.summary;
    for (const start of startsFor(text, { index: cursor.index, count, isFirst })) {
      const answer = await invoke('catalogue/find-name', { viewId, ...start });
      if (mine !== this.#asked) return;
      if (answer.ok && answer.value >= 0) {
        this.#tell.go(answer.value);
        return;
      }
    }
    // Half a syllable need not be the beginning of anything.
    if (!this.#isComposing) this.#tell.show({ text, isMissing: true });
  }
}
