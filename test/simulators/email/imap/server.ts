import net from 'node:net';
import type { MailStore } from '../store.ts';
import { SimFolder } from './mailbox.ts';
import { ImapSession, type ImapWorld } from './session.ts';

type ImapFeatures = readonly string[];

export interface ImapSimulator extends MailStore {
  world: ImapWorld;
}

const USUAL: ImapFeatures = ['IDLE', 'UIDPLUS', 'SPECIAL-USE', 'NAMESPACE', 'ID', 'LITERAL+', 'ENABLE'];

/** A small honest IMAP server in memory, for machines without a real one. */
export async function startImapSimulator(
  user: string,
  pass: string,
  features: ImapFeatures = USUAL,
): Promise<ImapSimulator> {
  const inbox = new SimFolder('INBOX', 1_700_000_000);
  const sent = new SimFolder('Sent', 1_700_000_001, '\\Sent');
  const folders = new Map([inbox, sent].map((folder) => [folder.name, folder]));
  const world: ImapWorld = { user, pass, features, folders, sessions: new Set(), refuseLogin: undefined };
  const server = net.createServer((socket) => new ImapSession(socket, world));
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  await listen(0);
  const { port } = server.address() as net.AddressInfo;
  const stop = () =>
    new Promise<void>((resolve) => {
      for (const session of world.sessions) session.end();
      server.close(() => resolve());
    });
  const folderOf = (name: string): SimFolder => {
    const found = folders.get(name) ?? new SimFolder(name, 1_700_000_000 + folders.size);
    folders.set(name, found);
    return found;
  };
  return {
    kind: 'simulator',
    port,
    world,
    deliver(raw, options = {}) {
      folderOf(options.folder ?? 'INBOX').add(Buffer.from(raw), options.date ?? Date.now());
      for (const session of world.sessions) session.notify();
    },
    deliverLate(raw) {
      const letter = inbox.add(Buffer.from(raw), Date.now());
      inbox.letters = inbox.letters.filter((other) => other !== letter);
      return () => {
        inbox.letters.push(letter);
        inbox.letters.sort((a, b) => a.uid - b.uid);
        for (const session of world.sessions) session.notify();
      };
    },
    letters: (folder = 'INBOX') => folderOf(folder).letters.map((letter) => letter.raw),
    flags: (folder = 'INBOX') => folderOf(folder).letters.map((letter) => [...letter.flags].join(' ')),
    remove(count, name = 'INBOX') {
      const folder = folderOf(name);
      for (let done = 0; done < count && folder.letters.length > 0; done += 1) {
        folder.letters.shift();
        for (const session of world.sessions) session.expunged(folder, 1);
      }
    },
    async changeUidValidity() {
      inbox.renumber();
      for (const session of world.sessions) session.end('mailbox restored');
    },
    pause: stop,
    resume: () => listen(port),
    close: stop,
  };
}
