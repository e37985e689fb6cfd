import {
  Archive,
  ArrowLeftRight,
  ChevronDown,
  History,
  Languages,
  LogOut,
  RefreshCw,
  SquareArrowOutUpRight,
  SunMoon,
  TableProperties,
  Tags,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ConnectionSummary } from '../../shared/contract.ts';
import { formatIds, imageFormats } from '../../shared/image-format.ts';
import type { DragForm, Language, Theme } from '../../shared/settings.ts';
import { invoke } from '../api.ts';
import { connectionName, connectionPlace } from '../connect/connection-name.ts';
import { useSavedConnections } from '../connect/use-saved-connections.ts';
import { formatNumber } from '../i18n/format.ts';
import { currentLocale, i18n } from '../i18n/i18n.ts';
import { connectionIdOf } from '../store/connection-slice.ts';
import { useStore } from '../store/store.ts';
import { Menu, MenuChoice, MenuItem, MenuSeparator, SubMenu } from '../ui/menu.tsx';
import styles from './sidebar.module.css';

/** The bucket's name, and the menu behind it: connection, names, language, appearance. */
export function ConnectionHead() {
  const { t } = useTranslation();
  const connection = useStore((state) => (state.connection.kind === 'open' ? state.connection.connection : null));
  const refresh = useStore((state) => state.refresh);
  const chooseConnection = useStore((state) => state.chooseConnection);
  const askReadNames = useStore((state) => state.askReadNames);
  const closeConnection = useStore((state) => state.closeConnection);
  if (!connection) return null;
  return (
    <Menu
      trigger={
        <button type="button" className={styles.head} aria-label={`${connection.bucket}: ${t('shell.connectionMenu')}`}>
          <span className={styles.badge}>
            <Archive aria-hidden="true" />
          </span>
          <span className={styles.who}>
            <span className={styles.bucket}>{connectionName(connection)}</span>
            <span className={styles.where} title={whereabouts(connection)}>
              {whereabouts(connection)}
            </span>
          </span>
          <ChevronDown className={styles.chevron} aria-hidden="true" />
        </button>
      }
    >
      <MenuItem icon={<ArrowLeftRight />} onSelect={chooseConnection}>
        {t('shell.switchConnection')}
      </MenuItem>
      <RecentMenu current={connection} />
      <MenuSeparator />
      <MenuItem icon={<RefreshCw />} onSelect={() => void refresh()}>
        {t('shell.refresh')}
      </MenuItem>
      <MenuItem icon={<TableProperties />} onSelect={() => void importNames()}>
        {t('shell.importNames')}
      </MenuItem>
      <MenuItem icon={<Tags />} onSelect={askReadNames}>
        {t('names.readMenu')}
      </MenuItem>
      <MenuSeparator />
      <LanguageMenu />
      <ThemeMenu />
      <DragOutMenu />
      <MenuSeparator />
      <MenuItem icon={<LogOut />} onSelect={() => void closeConnection()}>
        {t('shell.disconnect')}
      </MenuItem>
    </Menu>
  );
}

const whereabouts = (connection: ConnectionSummary): string =>
  connection.kind === 'demo' ? i18n.t('shell.demoBucket') : connectionPlace(connection);

/** What was opened before, one press away; not there while there is nothing else. */
function RecentMenu({ current }: { current: ConnectionSummary }) {
  const { t } = useTranslation();
  const openConnection = useStore((state) => state.openConnection);
  const { saved } = useSavedConnections();
  const others = saved.filter((connection) => connectionName(connection) !== connectionName(current));
  if (others.length === 0) return null;
  return (
    <SubMenu icon={<History />} label={t('shell.recent')}>
      {others.map((connection) => (
        <MenuItem
          key={connection.savedId}
          icon={<Archive />}
          hint={connectionPlace(connection)}
          onSelect={() => void openConnection({ kind: 'saved', savedId: connection.savedId })}
        >
          {connectionName(connection)}
        </MenuItem>
      ))}
    </SubMenu>
  );
}

/** Languages are named in themselves, so that anyone finds their own. */
function LanguageMenu() {
  const { t } = useTranslation();
  const language = useStore((state) => state.settings.language);
  const changeSettings = useStore((state) => state.changeSettings);
  const options: readonly { value: Language; label: string }[] = [
    { value: 'system', label: t('shell.languageSystem') },
    { value: 'ko', label: '한국어' },
    { value: 'en', label: 'English' },
  ];
  return (
    <SubMenu icon={<Languages />} label={t('shell.language')}>
      <MenuChoice value={language} options={options} onChange={(value) => void changeSettings({ language: value })} />
    </SubMenu>
  );
}

function ThemeMenu() {
  const { t } = useTranslation();
  const theme = useStore((state) => state.settings.theme);
  const changeSettings = useStore((state) => state.changeSettings);
  const options: readonly { value: Theme; label: string }[] = [
    { value: 'system', label: t('shell.themeSystem') },
    { value: 'light', label: t('shell.themeLight') },
    { value: 'dark', label: t('shell.themeDark') },
  ];
  return (
    <SubMenu icon={<SunMoon />} label={t('shell.theme')}>
      <MenuChoice value={theme} options={options} onChange={(value) => void changeSettings({ theme: value })} />
    </SubMenu>
  );
}

/** The form of the files that pictures become when they are dragged out of the window. */
function DragOutMenu() {
  const { t } = useTranslation();
  const form = useStore((state) => state.settings.dragOutAs);
  const changeSettings = useStore((state) => state.changeSettings);
  const options: readonly { value: DragForm; label: string }[] = [
    { value: 'as-stored', label: t('save.asStored') },
    ...formatIds.map((value) => ({ value, label: imageFormats[value].label })),
  ];
  return (
    <SubMenu icon={<SquareArrowOutUpRight />} label={t('shell.dragOutAs')}>
      <MenuChoice value={form} options={options} onChange={(value) => void changeSettings({ dragOutAs: value })} />
    </SubMenu>
  );
}

/** Lets the person pick a table of names, and says what came of it. */
async function importNames(): Promise<void> {
  const { connection, notify, notifyError } = useStore.getState();
  const connectionId = connectionIdOf({ connection });
  if (connectionId === null) return;
  const answer = await invoke('names/import', { connectionId });
  if (!answer.ok) notifyError(answer.error);
  else if (answer.value) {
    const { rows, matched } = answer.value;
    const number = (value: number) => formatNumber(currentLocale(), value);
    notify({
      tone: 'ok',
      text: i18n.t('shell.namesImported', { count: rows, rows: number(rows), matched: number(matched) }),
    });
  }
}
