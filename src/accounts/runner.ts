import type { ChannelAdapter, InboundSink } from '../../channels/contract.ts';
import type { House } from '../house.ts';
import type { Ingest } from '../ingest/ingest.ts';
import { type AccountDoc, accountById, allAccounts } from '../store/accounts.ts';
import { type RunnerOptions, type RunningAccount, runAccount } from './run-account.ts';

export interface Runner {
  /** Starts every account that is switched on; does not wait for their networks. */
  start(): Promise<void>;
  /** Stops all of them and waits for what is in flight. */
  stop(): Promise<void>;
  /** Brings one account to what is stored: started anew, stopped, or gone. Resolves when that is done. */
  restart(accountId: string): Promise<void>;
  /** The adapter to send with or to hand a webhook to; undefined while the account does not run. */
  adapterOf(accountId: string): ChannelAdapter | undefined;
  /** Where to put what reaches an account by another way than its adapter; undefined while it does not run. */
  sinkOf(accountId: string): InboundSink | undefined;
}

/** How often accounts that another process changed are looked for. */
const LOOK_MS = 10_000;

/** Keeps the accounts of this process running as they are configured. */
export function createRunner(
  house: House,
  ingest: Pick<Ingest, 'accept'>,
  options: RunnerOptions = {},
): Runner {
  const running = new Map<string, RunningAccount>();
  const turns = new Map<string, Promise<void>>();
  let open = false;
  let timer: NodeJS.Timeout | undefined;

  /** Changes of one account happen one after the other. */
  function inTurn(id: string, work: () => Promise<void>): Promise<void> {
    const turn = (turns.get(id) ?? Promise.resolve()).catch(() => undefined).then(work);
    turns.set(id, turn);
    return turn;
  }

  async function bring(id: string, account: AccountDoc | null): Promise<void> {
    const present = running.get(id);
    running.delete(id);
    await present?.stop();
    if (!open || account === null || !account.enabled) return;
    running.set(id, runAccount(house, ingest, account, options));
  }

  async function look(): Promise<void> {
    const accounts = new Map(
      (await allAccounts(house.store.accounts)).map((account) => [account._id, account]),
    );
    const ids = new Set([...accounts.keys(), ...running.keys()]);
    const stale = [...ids].filter((id) => {
      const account = accounts.get(id);
      return running.get(id)?.configured !== (account?.enabled ? account.configured : undefined);
    });
    await Promise.all(stale.map((id) => inTurn(id, () => bring(id, accounts.get(id) ?? null))));
  }

  return {
    async start() {
      open = true;
      await look();
      timer = setInterval(() => {
        look().catch((error: unknown) =>
          house.log.warn({ err: error }, 'looking for changed accounts failed'),
        );
      }, LOOK_MS);
    },
    async stop() {
      open = false;
      clearInterval(timer);
      await Promise.all([...running.keys()].map((id) => inTurn(id, () => bring(id, null))));
    },
    restart: (id) => inTurn(id, async () => bring(id, await accountById(house.store.accounts, id))),
    adapterOf: (id) => running.get(id)?.adapter(),
    sinkOf: (id) => running.get(id)?.sink,
  };
}
