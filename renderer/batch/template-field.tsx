import type { TFunction } from 'i18next';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import {
  MAX_TEMPLATE_LENGTH,
  type TemplateField,
  type TemplateProblem,
  templateFields,
} from '../../shared/name-template.ts';
import { TextField } from '../ui/field.tsx';
import styles from './batch.module.css';

interface TemplateFieldProps {
  template: string;
  problem: TemplateProblem | null;
  /** Of a template that can be used. */
  examples: readonly string[];
  /** How many examples there will be. */
  lines: number;
  onChange: (template: string) => void;
}

/** The extension comes by itself. */
const offered = templateFields.filter((field): field is Exclude<TemplateField, 'ext'> => field !== 'ext');

/** Of one example, and above and below all of them together. */
const LINE_PX = 19;
const MARGINS_PX = 16;

/** How the files are named: text with fields, the fields to insert, and what the first files will be called. */
export function NameTemplateField({ template, problem, examples, lines, onChange }: TemplateFieldProps) {
  const { t } = useTranslation();
  const field = useRef<HTMLInputElement>(null);
  const insert = (name: TemplateField) => {
    const input = field.current;
    if (input === null) return;
    const piece = `{${name}}`;
    const from = input.selectionStart ?? template.length;
    const to = input.selectionEnd ?? from;
    onChange(template.slice(0, from) + piece + template.slice(to));
    // The field shows the new text first.
    requestAnimationFrame(() => {
      input.focus();
      input.setSelectionRange(from + piece.length, from + piece.length);
    });
  };
  return (
    <div className={styles.section}>
      <TextField
        ref={field}
        label={t('batch.names')}
        value={template}
        maxLength={MAX_TEMPLATE_LENGTH}
        error={problem && problemText(t, problem)}
        onChange={onChange}
      />
      <fieldset className={styles.fields} aria-label={t('batch.insert')}>
        {offered.map((name) => (
          <button key={name} type="button" className={styles.field} onClick={() => insert(name)}>
            {t(`batch.fields.${name}`)}
          </button>
        ))}
      </fieldset>
      {/* As tall before they are known, and while a field is being typed: the panel stays as it is. */}
      <ul
        className={styles.examples}
        style={{ minHeight: lines * LINE_PX + MARGINS_PX }}
        aria-label={t('batch.examples')}
        aria-live="polite"
      >
        {examples.map((name, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two pictures may have one name
          <li key={index} title={name}>
            {name}
          </li>
        ))}
      </ul>
    </div>
  );
}

function problemText(t: TFunction, problem: TemplateProblem): string {
  switch (problem.kind) {
    case 'empty':
      return t('batch.problems.empty');
    case 'too-long':
      return t('batch.problems.tooLong');
    case 'brace':
      return t('batch.problems.brace');
    case 'unknown-field':
      return t('batch.problems.unknownField', { field: problem.field });
    case 'extension-inside':
      return t('batch.problems.extensionInside');
    case 'forbidden':
      return t('batch.problems.forbidden', { character: problem.character });
  }
}
