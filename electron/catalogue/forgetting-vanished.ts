import { AppFailure } from '../../shared/app-error.ts';
import type { Catalogue } from './catalogue.ts';

/** A key that `read` finds to be gone leaves the catalogue, so that the grid forgets it; the failure goes on as it came. */
export async function forgettingVanished<T>(
  catalogue: Pick<Catalogue, 'removeKeys'>,
  read: () => Promise<T>,
): Promise<T> {
  try {
    return await read();
  } catch (thrown) {
    if (thrown instanceof AppFailure && thrown.error.code === 'key-vanished') {
      await catalogue.removeKeys([thrown.error.key]);
    }
    throw thrown;
  }
}
