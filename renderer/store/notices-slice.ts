import type { AppError } from '../../shared/app-error.ts';
import { errorText } from '../i18n/error-text.ts';
import type { SliceOf } from './slice.ts';

export interface Notice {
  id: number;
  tone: 'info' | 'ok' | 'error';
  text: string;
  action?: { label: string; run: () => void };
}

export interface NoticesSlice {
  notices: readonly Notice[];
  /** Shows a short message; answers its id. Errors stay until dismissed, the rest leaves by itself. */
  notify: (notice: Omit<Notice, 'id'>) => number;
  /** Shows an error's sentence; a cancellation is no error and shows nothing. */
  notifyError: (error: AppError) => void;
  dismissNotice: (id: number) => void;
}

/** More than these push the oldest out. */
const MAX_NOTICES = 4;

let lastId = 0;

export const createNoticesSlice: SliceOf<NoticesSlice> = (set, get) => ({
  notices: [],
  notify: (notice) => {
    lastId += 1;
    const id = lastId;
    const others = get().notices.filter((shown) => shown.text !== notice.text);
    set({ notices: [...others, { ...notice, id }].slice(-MAX_NOTICES) });
    return id;
  },
  notifyError: (error) => {
    if (error.code !== 'cancelled') get().notify({ tone: 'error', text: errorText(error) });
  },
  dismissNotice: (id) => set({ notices: get().notices.filter((notice) => notice.id !== id) }),
});
