import type { Request } from '../../shared/contract.ts';
import type { Connections } from './connections.ts';

type Target = Request<'connections/open'>;

/** The bucket that the app opens by itself at its start. */
export interface Resume {
  /** What is being opened, or could not be; null where nothing is to be, and once it is open. */
  target(): Target | null;
  /** Settles when it is open; rejects with why it could not be. */
  readonly ended: Promise<void>;
}

/** Opens `target`, if there is one, without holding up the window. */
export function startResume(connections: Pick<Connections, 'open'>, target: Target | null): Resume {
  let pending = target;
  const open = async (): Promise<void> => {
    if (target !== null) await connections.open(target);
    pending = null;
  };
  return { target: () => pending, ended: open() };
}
