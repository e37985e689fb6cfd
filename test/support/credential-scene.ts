import { vi } from 'vitest';
import { createCredentialSessions } from '../../electron/credentials/credential-sessions.ts';
import type { CredentialSessions, KeyStore } from '../../electron/credentials/credentials.ts';
import { createSsoLogin } from '../../electron/credentials/sso-login.ts';
import type { CredentialTrouble } from '../../shared/connection.ts';

/** Sessions as the app has them, with a person made of answers. */
export interface CredentialScene {
  sessions: CredentialSessions;
  /** What was asked of the person, oldest first. */
  askedCodes: { profile: string; device: string }[];
  /** What the person answers from now on; null closes the window. */
  answerCode(answer: string | null): void;
  /** Pages that were opened in the browser. */
  opened: string[];
  /** Every list of troubles that was told. */
  told: CredentialTrouble[][];
  sourcesChanged(): number;
  /** The only trouble, as soon as there is one that fits. */
  trouble(fits?: (trouble: CredentialTrouble) => boolean): Promise<CredentialTrouble>;
}

const noKeys: Pick<KeyStore, 'list' | 'read' | 'hasKeyring'> = {
  list: () => Promise.resolve([]),
  read: () => Promise.reject(new Error('expected no typed keys to be read')),
  hasKeyring: () => false,
};

/** The caller closes the sessions. `keyStore` holds nothing where it is not given. */
export function openCredentialScene(
  options: { keyStore?: typeof noKeys; processLimitMs?: number } = {},
): CredentialScene {
  const askedCodes: CredentialScene['askedCodes'] = [];
  const opened: string[] = [];
  const told: CredentialTrouble[][] = [];
  let answer: string | null = null;
  let sourcesChanged = 0;
  const sessions = createCredentialSessions({
    keyStore: noKeys,
    ...options,
    prompts: {
      askMfaCode: (request) => {
        askedCodes.push(request);
        return Promise.resolve(answer);
      },
    },
    logIn: createSsoLogin({ openBrowser: (address) => void opened.push(address) }),
    onTroubles: (troubles) => told.push(troubles),
    onSourcesChanged: () => {
      sourcesChanged++;
    },
  });
  return {
    sessions,
    askedCodes,
    answerCode: (next) => {
      answer = next;
    },
    opened,
    told,
    sourcesChanged: () => sourcesChanged,
    trouble: (fits = () => true) =>
      vi.waitFor(
        () => {
          const trouble = sessions.troubles().find(fits);
          if (trouble === undefined) throw new Error(`expected a trouble, have ${JSON.stringify(sessions.troubles())}`);
          return trouble;
        },
        { timeout: 10_000 },
      ),
  };
}
