/** The shapes in which a person can have credentials. */
import type { Person } from './secrets-person.ts';
import type { KeyHolder, SecretHome } from './secrets-sources.ts';

export interface Shape {
  is: string;
  /** As the menu of sources names it. */
  source: string;
  /** Whose fixed keys sign; null where a service gives them. */
  holder: KeyHolder | null;
  /** What makes the source where it is not there from the start. */
  make?: (person: Person, home: SecretHome) => Promise<void>;
}

const fixed = (is: string, source: KeyHolder): Shape => ({ is, source, holder: source });
const given = (is: string, source: string): Shape => ({ is, source, holder: null });

export const shapes: readonly Shape[] = [
  fixed('a profile with keys', 'static'),
  fixed('a profile with keys and a session token', 'temporary'),
  { is: 'variables with a session token', source: 'Environment variables', holder: 'environment' },
  given('a profile with an SSO session', 'sso'),
  given('a legacy SSO profile', 'sso-legacy'),
  given('a role', 'role'),
  given('a chain of two roles', 'chain'),
  given('a role that asks for a code', 'mfa'),
  fixed('a program that prints keys', 'process'),
  given('a web identity token', 'web'),
  {
    ...fixed('typed keys', 'typed'),
    make: (person, { keys }) => person.enterKeys('Enter keys…', keys.typed, { Name: 'typed' }),
  },
  {
    ...fixed('typed keys with a session token', 'typed-temporary'),
    make: (person, { keys }) => person.enterKeys('Enter keys…', keys['typed-temporary'], { Name: 'typed-temporary' }),
  },
  {
    ...fixed('keys written into the AWS files', 'written'),
    make: (person, { keys }) => person.enterKeys('New profile…', keys.written, { 'Profile name': 'written' }),
  },
];
