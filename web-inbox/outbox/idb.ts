import type { OutboxItem, OutboxStorage } from './outbox.ts';

/** The outbox in IndexedDB, one database per person, so that a shared computer mixes nothing up. */
export function idbStorage(person: string): OutboxStorage {
  const opened = open(`okno-${person}`);
  const run = async <T>(
    mode: IDBTransactionMode,
    work: (rows: IDBObjectStore) => IDBRequest<T>,
  ): Promise<T> => {
    const database = await opened;
    return settled(work(database.transaction('outbox', mode).objectStore('outbox')));
  };
  return {
    all: () => run('readonly', (rows) => rows.getAll() as IDBRequest<OutboxItem[]>),
    put: async (item) => void (await run('readwrite', (rows) => rows.put(item))),
    remove: async (clientId) => void (await run('readwrite', (rows) => rows.delete(clientId))),
  };
}

function open(name: string): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => request.result.createObjectStore('outbox', { keyPath: 'clientId' });
  return settled(request);
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('IndexedDB failed.'));
  });
}
