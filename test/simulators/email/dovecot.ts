import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import net from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { MailStore } from './store.ts';

const BINARY = ['/usr/sbin/dovecot', '/usr/local/sbin/dovecot', '/opt/homebrew/sbin/dovecot'].find((path) =>
  existsSync(path),
);

/** Whether a real Dovecot can be started here. */
export const hasDovecot = (): boolean => BINARY !== undefined;

/** As root the processes need users without rights; Debian's package brings them. */
const AS_ROOT = process.getuid?.() === 0;
const NOBODY = 65_534;

/** Dovecot in a temporary folder with one virtual user, letters put straight into its Maildir. */
export async function startDovecot(user: string, pass: string): Promise<MailStore> {
  if (BINARY === undefined) throw new Error('dovecot is not installed');
  const dir = mkdtempSync(join(tmpdir(), 'okno-dovecot-'));
  chmodSync(dir, 0o755);
  const mail = join(dir, 'mail');
  const at = await freePort();
  makeMaildir(mail);
  writeFileSync(join(dir, 'users'), `${user}:{PLAIN}${pass}::::::\n`);
  writeFileSync(join(dir, 'dovecot.conf'), config(dir, mail, at));
  const server = new Process(join(dir, 'dovecot.conf'));
  await server.start(at, dir);
  let counter = 0;
  const folderPath = (folder: string) => (folder === 'INBOX' ? mail : join(mail, `.${folder}`));
  const files = (folder: string) =>
    ['new', 'cur'].flatMap((part) =>
      listFiles(join(folderPath(folder), part)).map((name) => join(folderPath(folder), part, name)),
    );
  return {
    kind: 'dovecot',
    port: at,
    deliver(raw, options = {}) {
      counter += 1;
      const folder = folderPath(options.folder ?? 'INBOX');
      makeMaildir(folder);
      const when = options.date ?? Date.now();
      const name = `${Math.floor(when / 1000)}.M${String(counter).padStart(9, '0')}P1.okno`;
      const temporary = join(folder, 'tmp', name);
      writeFileSync(temporary, raw);
      utimesSync(temporary, when / 1000, when / 1000);
      own(temporary);
      renameSync(temporary, join(folder, 'new', name));
    },
    letters: (folder = 'INBOX') => files(folder).map((name) => readFileSync(name)),
    flags: (folder = 'INBOX') => files(folder).map((name) => /:2,(\w*)$/.exec(name)?.[1] ?? ''),
    remove(count, folder = 'INBOX') {
      for (const name of files(folder).sort().slice(0, count)) unlinkSync(name);
    },
    async changeUidValidity() {
      await server.stop();
      for (const name of listFiles(mail).filter((entry) => entry.startsWith('dovecot')))
        rmSync(join(mail, name), { force: true });
      // Dovecot takes the time in seconds for the new value.
      await new Promise((resolve) => setTimeout(resolve, 1100));
      await server.start(at, dir);
    },
    pause: () => server.stop(),
    resume: () => server.start(at, dir),
    async close() {
      await server.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** A run that ends early must not leave servers behind. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill();
});

class Process {
  private readonly config: string;
  private child: ChildProcess | undefined;

  constructor(config: string) {
    this.config = config;
  }

  async start(port: number, dir: string): Promise<void> {
    const child = spawn(BINARY ?? 'dovecot', ['-F', '-c', this.config], { stdio: 'ignore' });
    this.child = child;
    running.add(child);
    child.once('exit', () => running.delete(child));
    for (let round = 0; round < 200; round += 1) {
      if (await answers(port)) return;
      if (child.exitCode !== null) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const log = join(dir, 'log');
    throw new Error(
      `dovecot did not start: ${existsSync(log) ? readFileSync(log, 'utf8').slice(-2000) : 'no log'}`,
    );
  }

  async stop(): Promise<void> {
    const { child } = this;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await gone;
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.once('data', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as net.AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

function makeMaildir(path: string): void {
  for (const part of ['', 'new', 'cur', 'tmp']) {
    const name = join(path, part);
    if (existsSync(name)) continue;
    mkdirSync(name, { recursive: true, mode: 0o700 });
    own(name);
  }
}

function own(path: string): void {
  if (AS_ROOT) chownSync(path, NOBODY, NOBODY);
}

const listFiles = (path: string): string[] => (existsSync(path) ? readdirSync(path) : []);

function config(dir: string, mail: string, port: number): string {
  const me = AS_ROOT ? '' : userInfo().username;
  const ids = AS_ROOT ? { uid: NOBODY, gid: NOBODY } : { uid: userInfo().uid, gid: userInfo().gid };
  return `
base_dir = ${dir}/run
state_dir = ${dir}/run
log_path = ${dir}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
mail_location = maildir:${mail}
mail_uid = ${ids.uid}
mail_gid = ${ids.gid}
first_valid_uid = ${Math.min(ids.uid, 1000)}
mail_max_userip_connections = 100
maildir_very_dirty_syncs = no
mailbox_idle_check_interval = 1 secs
${me === '' ? '' : `default_internal_user = ${me}\ndefault_login_user = ${me}\ndefault_internal_group = ${gidName(ids.gid)}`}
passdb {
  driver = passwd-file
  args = ${dir}/users
}
userdb {
  driver = static
  args = uid=${ids.uid} gid=${ids.gid} home=${mail}
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
namespace inbox {
  inbox = yes
  separator = /
  mailbox Sent {
    auto = subscribe
    special_use = \\Sent
  }
  mailbox Trash {
    auto = subscribe
    special_use = \\Trash
  }
}
`;
}

/** Dovecot wants the group by name. */
function gidName(gid: number): string {
  const line = readFileSync('/etc/group', 'utf8')
    .split('\n')
    .find((entry) => entry.split(':')[2] === String(gid));
  return line?.split(':')[0] ?? 'nogroup';
}
