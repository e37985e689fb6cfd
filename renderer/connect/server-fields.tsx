import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type EndpointPresetId, endpointPresets } from '../../shared/endpoint-presets.ts';
import { currentLocale } from '../i18n/i18n.ts';
import { Combobox } from '../ui/combobox.tsx';
import { Checkbox, TextField } from '../ui/field.tsx';
import { MenuField } from '../ui/menu-field.tsx';
import styles from './connect-form.module.css';
import type { FormField } from './form-errors.ts';
import { askedFirst, type FormFields, isPathStyle, usualEndpoint, usualRegion } from './form-fields.ts';
import { regionOptions } from './region-options.ts';

/** What applies where the form says nothing: for the placeholders. */
interface Inherited {
  region: string | null;
  endpoint: string | null;
}

interface ServerFieldsProps {
  fields: FormFields;
  change: (patch: Partial<FormFields>) => void;
  complaintAt: (field: FormField) => string | null;
  inherited: Inherited;
}

interface PresetFieldProps {
  value: EndpointPresetId;
  onChange: (preset: EndpointPresetId) => void;
}

/** Which kind of server it is. */
export function PresetField({ value, onChange }: PresetFieldProps) {
  const { t } = useTranslation();
  const options = endpointPresets.map(({ id, label }) => ({
    value: id,
    label: id === 'other' ? t('connect.otherServer') : label,
  }));
  const chosen = options.find((option) => option.value === value) ?? { value, label: '' };
  return (
    <MenuField
      label={t('connect.server')}
      options={options}
      chosen={chosen}
      onChange={(id) => {
        const preset = endpointPresets.find((candidate) => candidate.id === id);
        if (preset) onChange(preset.id);
      }}
    />
  );
}

/** The one thing that the chosen kind of server asks for; nothing for Amazon S3. */
export function AskedFirstField(props: ServerFieldsProps) {
  const { t } = useTranslation();
  const { fields, change, complaintAt } = props;
  switch (askedFirst(fields.preset)) {
    case 'nothing':
      return null;
    case 'account':
      return (
        <TextField
          label={t('connect.account')}
          hint={t('connect.accountHint')}
          value={fields.account}
          error={complaintAt('account')}
          onChange={(account) => change({ account })}
        />
      );
    case 'region':
      return <RegionField {...props} />;
    case 'endpoint':
      return <EndpointField {...props} />;
  }
}

/** Region, endpoint and the form of addresses, as far as they do not stand above already. */
export function AdvancedFields(props: ServerFieldsProps) {
  const { t } = useTranslation();
  const { fields, change } = props;
  const asked = askedFirst(fields.preset);
  return (
    <div className={styles.advanced}>
      <div className={asked === 'region' || asked === 'endpoint' ? styles.single : styles.pair}>
        {asked === 'region' ? null : <RegionField {...props} />}
        {asked === 'endpoint' ? null : <EndpointField {...props} />}
      </div>
      <Checkbox
        label={t('connect.pathStyle')}
        hint={t('connect.pathStyleHint')}
        checked={isPathStyle(fields)}
        onChange={(pathStyle) => change({ pathStyle })}
      />
    </div>
  );
}

function RegionField({ fields, change, complaintAt, inherited }: ServerFieldsProps) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  return (
    <Combobox
      label={t('connect.region')}
      listLabel={t('connect.regions')}
      placeholder={usualRegion(fields) || inherited.region || t('connect.regionPlaceholder')}
      value={fields.region}
      error={complaintAt('region')}
      options={regionOptions(fields.preset, currentLocale())}
      isOpen={isOpen}
      onOpenChange={setOpen}
      onChange={(region) => change({ region })}
    />
  );
}

function EndpointField({ fields, change, complaintAt, inherited }: ServerFieldsProps) {
  const { t } = useTranslation();
  return (
    <TextField
      label={t('connect.endpoint')}
      placeholder={usualEndpoint(fields) || inherited.endpoint || 'https://'}
      title={t('connect.endpointHint')}
      value={fields.endpoint}
      error={complaintAt('endpoint')}
      onChange={(endpoint) => change({ endpoint })}
    />
  );
}
