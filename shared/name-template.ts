/**
 * How the files of a batch are named: text with fields in braces, `{name}_{size}.{ext}`. The extension always stands at
 * the end, whether a template says so or not, because a file without it would open nowhere.
 */
import { composedName, dangerIn, type NameFacts, shownStem } from './file-name.ts';

export const DEFAULT_TEMPLATE = '{name}_{size}.{ext}';
/** All that may stand in braces, in the order in which they are offered. */
export const templateFields = ['name', 'size', 'album', 'date', 'counter', 'uuid', 'ext'] as const;
export type TemplateField = (typeof templateFields)[number];

/** The longest template that is read, in UTF-16 units; as long as a name can be. */
export const MAX_TEMPLATE_LENGTH = 255;
const EXTENSION = '.{ext}';
/** A field, a brace that belongs to none, or text. */
const TOKEN = /\{([^{}]*)\}|[{}]|[^{}]+/gu;
/** Between two parts of a name; one of them goes with a field that has nothing to say. */
const SEPARATOR_BEFORE = /[ _.-]$/u;
const SEPARATOR_AFTER = /^[ _.-]/u;

type TemplatePart = { kind: 'text'; text: string } | { kind: 'field'; field: StemField };
type StemField = Exclude<TemplateField, 'ext'>;

/** A template that was read; the extension is no part of it. */
export interface NameTemplate {
  parts: readonly TemplatePart[];
}

/** Why a text is no template. */
export type TemplateProblem =
  | { kind: 'empty' }
  | { kind: 'too-long' }
  /** A brace without the other one. */
  | { kind: 'brace' }
  | { kind: 'unknown-field'; field: string }
  /** `{ext}` anywhere but at the end. */
  | { kind: 'extension-inside' }
  /** A character that some system takes in no file name. */
  | { kind: 'forbidden'; character: string };

type ReadTemplate = { template: NameTemplate; problem: null } | { template: null; problem: TemplateProblem };

/** What a name is made of. `base` is the uuid of a group of our layout. */
export interface TemplateFacts extends NameFacts {
  /** Without the connection's prefix and the last slash; empty at the root. */
  album: string;
  /** Ms since the epoch; the date is the local one. */
  modified: number;
  /** From 1 to `total`. */
  counter: number;
  total: number;
}

/** Takes a template apart, or says why it is none. */
export function readTemplate(text: string): ReadTemplate {
  if (text.length > MAX_TEMPLATE_LENGTH) return refused({ kind: 'too-long' });
  const stem = text.endsWith(EXTENSION) ? text.slice(0, -EXTENSION.length) : text;
  if (stem.trim() === '') return refused({ kind: 'empty' });
  const parts: TemplatePart[] = [];
  for (const [token, field] of stem.matchAll(TOKEN)) {
    const part = partOf(token, field);
    if ('problem' in part) return refused(part.problem);
    parts.push(part.part);
  }
  return { template: { parts }, problem: null };
}

/** The file name that a template gives a picture: safe on every system, at most 255 bytes, its extension kept. */
export function nameFrom({ parts }: NameTemplate, facts: TemplateFacts): string {
  const pieces = parts.map((part) =>
    part.kind === 'text'
      ? { text: part.text, canBeCut: false, isField: false }
      : { text: fieldText(part.field, facts), canBeCut: part.field === 'name', isField: true },
  );
  for (const [index, piece] of pieces.entries()) {
    if (!piece.isField || piece.text !== '') continue;
    const [before, after] = [pieces[index - 1], pieces[index + 1]];
    if (before?.isField === false && SEPARATOR_BEFORE.test(before.text)) before.text = before.text.slice(0, -1);
    else if (after?.isField === false && SEPARATOR_AFTER.test(after.text)) after.text = after.text.slice(1);
  }
  return composedName(pieces, facts.extension);
}

function partOf(token: string, field: string | undefined): { part: TemplatePart } | { problem: TemplateProblem } {
  if (field !== undefined) {
    if (field === 'ext') return { problem: { kind: 'extension-inside' } };
    const known = templateFields.find((each) => each === field);
    return known === undefined || known === 'ext'
      ? { problem: { kind: 'unknown-field', field } }
      : { part: { kind: 'field', field: known } };
  }
  if (token === '{' || token === '}') return { problem: { kind: 'brace' } };
  const character = dangerIn(token);
  return character === null ? { part: { kind: 'text', text: token } } : { problem: { kind: 'forbidden', character } };
}

function fieldText(field: StemField, facts: TemplateFacts): string {
  switch (field) {
    case 'name':
      return shownStem(facts.name, facts.base);
    // A foreign picture has one size only.
    case 'size':
      return facts.foreign ? '' : String(facts.size);
    case 'album':
      return facts.album.replace(/\/+$/u, '');
    case 'date':
      return localDay(facts.modified);
    case 'counter':
      return String(facts.counter).padStart(String(facts.total).length, '0');
    case 'uuid':
      return facts.base;
  }
}

/** `2026-03-01`, of the computer's own time. */
function localDay(modified: number): string {
  const date = new Date(modified);
  const [month, day] = [date.getMonth() + 1, date.getDate()].map((number) => String(number).padStart(2, '0'));
  return `${date.getFullYear()}-${month}-${day}`;
}

const refused = (problem: TemplateProblem): ReadTemplate => ({ template: null, problem });
