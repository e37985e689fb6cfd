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
  examples: readonly string[];
  onChange: (template: string) => void;
}

/** The extension comes by itself. */
const offered = templateFields.filter((field): field is Exclude<TemplateField, 'ext'> => field !== 'ext');

/** How the files are named: text with fields, the fields to insert, and what the first files will be called. */
export function NameTemplateField({ template, problem, examples, onChange }: TemplateFieldProps) {
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
      {examples.length > 0 && problem === null ? (
        <ul className={styles.examples} aria-label={t('batch.examples')} aria-live="polite">
          {examples.map((name, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two pictures may have one name
            <li key={index} title={name}>
              {name}
            </li>
          ))}
        </ul>
      ) : null}
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
