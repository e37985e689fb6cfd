import { Check, ChevronRight } from 'lucide-react';
import { DropdownMenu as Radix } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';
import styles from './menu.module.css';

interface MenuProps {
  /** One element that takes a ref and DOM props. */
  trigger: ReactElement;
  align?: 'start' | 'center' | 'end';
  children: ReactNode;
}

/** A menu under its trigger. Not modal: the modal kind injects a style element, which the page's policy forbids. */
export function Menu({ trigger, align = 'start', children }: MenuProps) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className={styles.content} align={align} sideOffset={6} collisionPadding={8}>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

interface MenuItemProps {
  icon?: ReactNode;
  hint?: string;
  disabled?: boolean;
  danger?: boolean;
  onSelect: () => void;
  children: ReactNode;
}

export const MenuItem = ({ icon, hint, disabled = false, danger = false, onSelect, children }: MenuItemProps) => (
  <Radix.Item className={`${styles.item} ${danger ? styles.danger : ''}`} disabled={disabled} onSelect={onSelect}>
    <span className={styles.icon}>{icon}</span>
    <span className={styles.label}>{children}</span>
    {hint ? <span className={styles.hint}>{hint}</span> : null}
  </Radix.Item>
);

interface MenuChoiceProps<T extends string> {
  value: T;
  options: readonly { value: T; label: string }[];
  onChange: (value: T) => void;
}

/** One of several, with a check mark before the current one. */
export const MenuChoice = <T extends string>({ value, options, onChange }: MenuChoiceProps<T>) => (
  <Radix.RadioGroup
    value={value}
    onValueChange={(chosen) => {
      const option = options.find((candidate) => candidate.value === chosen);
      if (option) onChange(option.value);
    }}
  >
    {options.map((option) => (
      <Radix.RadioItem key={option.value} value={option.value} className={styles.item}>
        <span className={styles.icon}>
          <Radix.ItemIndicator>
            <Check />
          </Radix.ItemIndicator>
        </span>
        <span className={styles.label}>{option.label}</span>
      </Radix.RadioItem>
    ))}
  </Radix.RadioGroup>
);

interface SubMenuProps {
  icon?: ReactNode;
  label: string;
  hint?: string;
  children: ReactNode;
}

export const SubMenu = ({ icon, label, hint, children }: SubMenuProps) => (
  <Radix.Sub>
    <Radix.SubTrigger className={styles.item}>
      <span className={styles.icon}>{icon}</span>
      <span className={styles.label}>{label}</span>
      {hint ? <span className={styles.hint}>{hint}</span> : null}
      <ChevronRight className={styles.chevron} />
    </Radix.SubTrigger>
    <Radix.Portal>
      <Radix.SubContent className={styles.content} sideOffset={4} collisionPadding={8}>
        {children}
      </Radix.SubContent>
    </Radix.Portal>
  </Radix.Sub>
);

export const MenuSeparator = () => <Radix.Separator className={styles.separator} />;
