/** Work that is done once for all who ask while it runs. */
export class SingleFlight<T> {
  #running: Promise<T> | null = null;

  run(work: () => Promise<T>): Promise<T> {
    if (this.#running !== null) return this.#running;
    const running = work().finally(() => {
      if (this.#running === running) this.#running = null;
    });
    this.#running = running;
    return running;
  }

  /** Whoever asks next begins anew, even if this still runs. */
  forget(): void {
    this.#running = null;
  }
}
