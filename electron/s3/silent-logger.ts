const silent = (): void => undefined;

/** For the SDK's clients, which speak to the console otherwise; what matters is in the failures. */
export const SILENT_LOGGER = { trace: silent, debug: silent, info: silent, warn: silent, error: silent };
