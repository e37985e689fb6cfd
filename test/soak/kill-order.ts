/** Which operation on files is a process's last. */
export interface KillSwitchOrder {
  /** What is done below these counts. */
  folders: readonly string[];
  /** From 1; null to count only. */
  at: { operation: number; moment: FileMoment } | null;
}

/** `half` writes half of what was to be written; it is `before` for what writes nothing. */
export type FileMoment = 'before' | 'half' | 'after';

/** Holds a {@link KillSwitchOrder} as JSON. */
export const KILL_SWITCH_VARIABLE = 'CONTACT_SHEET_KILL_SWITCH';
/** Where a process that ended by itself says how many operations there were. */
export const OPERATION_COUNT_DESCRIPTOR = 3;
