import { randomBytes } from 'node:crypto';
import type { AwsRequest, IssuedKeys } from './aws-services-wire.ts';

/** The same keys for everybody, or some for each request. */
export type IssuedKeysOf = IssuedKeys | ((request: AwsRequest) => IssuedKeys);

export interface MintOptions {
  /** What STS and the portal give; new random ones each time where left out. May be changed by `issueKeys`. */
  keys?: IssuedKeysOf;
  /** How long given keys live: one hour where left out. */
  keySeconds?: number;
  /** Begins every secret that is made up here, to be recognised where it must not be. */
  secretMark?: string;
}

const HOUR_S = 3_600;

/** Makes keys and tokens, and remembers the secrets among them. */
export class Mint {
  readonly secrets: string[] = [];
  keys: IssuedKeysOf;
  keySeconds: number;
  readonly #mark: string;

  constructor({ secretMark = '', keys = () => this.#randomKeys(), keySeconds = HOUR_S }: MintOptions) {
    this.#mark = secretMark;
    this.keys = keys;
    this.keySeconds = keySeconds;
  }

  issueKeys(request: AwsRequest): { keys: IssuedKeys; expiration: Date } {
    const keys = typeof this.keys === 'function' ? this.keys(request) : this.keys;
    this.secrets.push(...[keys.secretAccessKey, keys.sessionToken].filter((secret) => secret !== ''));
    return { keys, expiration: new Date(Date.now() + this.keySeconds * 1_000) };
  }

  makeSecret(kind: string): string {
    const secret = `${this.#mark}${kind}-${randomBytes(24).toString('base64url')}`;
    this.secrets.push(secret);
    return secret;
  }

  /** As STS makes them up: of no value anywhere. */
  #randomKeys(): IssuedKeys {
    return {
      accessKeyId: `ASIA${randomBytes(8).toString('hex').toUpperCase()}`,
      secretAccessKey: `${this.#mark}${randomBytes(30).toString('base64')}`,
      sessionToken: `${this.#mark}${randomBytes(60).toString('base64')}`,
    };
  }
}
