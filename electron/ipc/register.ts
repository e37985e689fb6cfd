import { ipcMain } from 'electron';
import { type Channel, requests } from '../../shared/contract.ts';
import { answer, type Gate, type Handlers } from './answer.ts';

/** Opens every channel of the contract: the only place that listens to the page. */
export function registerHandlers(handlers: Promise<Handlers>, gate: Gate): void {
  for (const channel of Object.keys(requests) as Channel[]) {
    ipcMain.handle(channel, (event, raw: unknown) => answer(channel, handlers, gate, event, raw));
  }
}
