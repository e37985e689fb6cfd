/** At the first failure the others are aborted, and waited for: none may still write after the clean-up. */
export async function allOrNone<T>(running: readonly Promise<T>[], abort: () => void): Promise<T[]> {
  try {
    return await Promise.all(running);
  } catch (thrown) {
    abort();
    await Promise.allSettled(running);
    throw thrown;
  }
}
