import type net from 'node:net';
import { fetchItems } from './fetch.ts';
import type { SimFolder } from './mailbox.ts';
import { search } from './search.ts';
import { type Arg, dateOf, items, parseArgs, quote, text } from './syntax.ts';

/** What all sessions of a server share. */
export interface ImapWorld {
  user: string;
  pass: string;
  features: readonly string[];
  folders: Map<string, SimFolder>;
  sessions: Set<ImapSession>;
  /** Answers every login with this refusal. */
  refuseLogin: string | undefined;
}

/** One connection, RFC 3501 as far as mail clients of our kind go. */
export class ImapSession {
  private readonly socket: net.Socket;
  private readonly world: ImapWorld;
  private buffer = Buffer.alloc(0);
  private line = '';
  private literals: Buffer[] = [];
  private literalLeft: number | undefined;
  private selected: SimFolder | undefined;
  private readOnly = false;
  private known = 0;
  private idleTag: string | undefined;
  private loggedIn = false;
  private awaitingAuth: string | undefined;

  constructor(socket: net.Socket, world: ImapWorld) {
    this.socket = socket;
    this.world = world;
    socket.on('data', (chunk) => this.feed(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => world.sessions.delete(this));
    world.sessions.add(this);
    this.say(`* OK [CAPABILITY ${this.capabilities()}] ready`);
  }

  /** Tells an idling client what changed. */
  notify() {
    if (this.idleTag !== undefined) this.announce();
  }

  /** Removes letters and says so at once, as to a client that idles or between commands. */
  expunged(folder: SimFolder, sequence: number) {
    if (this.selected !== folder) return;
    this.known -= 1;
    this.say(`* ${sequence} EXPUNGE`);
  }

  private capabilities(): string {
    return ['IMAP4rev1', 'AUTH=PLAIN', 'AUTH=XOAUTH2', 'SASL-IR', ...this.world.features].join(' ');
  }

  private say(line: string) {
    if (!this.socket.destroyed) this.socket.write(`${line}\r\n`);
  }

  private feed(chunk: Buffer) {
    this.buffer = Buffer.concat([this.buffer, chunk]);
    for (;;) {
      if (this.literalLeft !== undefined) {
        if (this.buffer.length < this.literalLeft) return;
        this.literals.push(this.buffer.subarray(0, this.literalLeft));
        this.line += `\u0000${this.literals.length - 1}\u0000`;
        this.buffer = this.buffer.subarray(this.literalLeft);
        this.literalLeft = undefined;
      }
      const end = this.buffer.indexOf('\r\n');
      if (end < 0) return;
      this.line += this.buffer.toString('latin1', 0, end);
      this.buffer = this.buffer.subarray(end + 2);
      const literal = /\{(\d+)(\+?)\}$/.exec(this.line);
      if (literal) {
        this.line = this.line.slice(0, literal.index);
        this.literalLeft = Number(literal[1]);
        if (literal[2] !== '+') this.say('+ go on');
        continue;
      }
      const [line, literals] = [this.line, this.literals];
      this.line = '';
      this.literals = [];
      this.command(line, literals);
    }
  }

  private command(line: string, literals: Buffer[]) {
    if (this.idleTag !== undefined) {
      const tag = this.idleTag;
      this.idleTag = undefined;
      return this.say(`${tag} OK done`);
    }
    if (this.awaitingAuth !== undefined) return this.authenticate(line);
    const [tag = '', name = '', ...args] = parseArgs(line, literals);
    const uid = text(name).toUpperCase() === 'UID';
    const verb = text(uid ? args.shift() : name).toUpperCase();
    this.run(text(tag), verb, args, uid, literals);
  }

  private run(tag: string, verb: string, args: Arg[], uid: boolean, literals: Buffer[]) {
    const ok = (note = 'completed') => this.say(`${tag} OK ${note}`);
    if (verb === 'CAPABILITY') {
      this.say(`* CAPABILITY ${this.capabilities()}`);
      return ok();
    }
    if (verb === 'LOGIN') return this.login(tag, text(args[0]), text(args[1]));
    if (verb === 'AUTHENTICATE') {
      this.awaitingAuth = tag;
      return args.length > 1 ? this.authenticate(text(args[1])) : this.say('+ ');
    }
    if (verb === 'LOGOUT') {
      this.say('* BYE');
      ok();
      return void this.socket.end();
    }
    if (!this.loggedIn && verb !== 'NOOP' && verb !== 'ID') return this.say(`${tag} BAD log in first`);
    if (verb === 'NOOP' || verb === 'CHECK') {
      this.announce();
      return ok();
    }
    if (verb === 'IDLE') {
      this.idleTag = tag;
      this.say('+ idling');
      return this.announce();
    }
    if (verb === 'LIST' || verb === 'LSUB') return this.list(tag, verb, args);
    if (verb === 'SELECT' || verb === 'EXAMINE') return this.select(tag, text(args[0]), verb === 'EXAMINE');
    if (verb === 'STATUS') return this.status(tag, text(args[0]), items(args[1]));
    if (verb === 'APPEND') return this.append(tag, args, literals.at(-1) ?? Buffer.alloc(0));
    if (verb === 'CLOSE' || verb === 'UNSELECT') {
      this.selected = undefined;
      return ok();
    }
    if (this.selected === undefined)
      return verb === 'ID' || verb === 'NAMESPACE' || verb === 'ENABLE'
        ? this.empty(tag, verb)
        : this.say(`${tag} BAD nothing selected`);
    if (verb === 'SEARCH') {
      this.say(
        `* SEARCH ${search(this.selected, args)
          .map((found) => (uid ? found : this.sequence(found)))
          .join(' ')}`.trimEnd(),
      );
      return ok();
    }
    if (verb === 'FETCH') return this.fetch(tag, text(args[0]), items(args[1]), uid);
    if (verb === 'STORE') return this.storeFlags(tag, args, uid);
    this.empty(tag, verb);
  }

  private empty(tag: string, verb: string) {
    if (verb === 'ID') this.say('* ID NIL');
    else if (verb === 'NAMESPACE') this.say('* NAMESPACE (("" "/")) NIL NIL');
    else if (verb !== 'ENABLE') return this.say(`${tag} BAD unknown command`);
    this.say(`${tag} OK completed`);
  }

  private authenticate(line: string) {
    const tag = this.awaitingAuth ?? '*';
    this.awaitingAuth = undefined;
    const words = Buffer.from(line, 'base64').toString('utf8');
    // XOAUTH2, or OAUTHBEARER (RFC 7628): the access token counts as the password here.
    const parts = words.split('\u0001').map((part) => part.split(/=(.*)/s));
    const token = parts.find(([name]) => name === 'auth')?.[1]?.replace(/^Bearer /, '');
    const who = parts.find(([name]) => name === 'user')?.[1] ?? /,a=([^,]*)/.exec(words)?.[1];
    if (token !== undefined) return this.login(tag, who ?? '', token);
    const [, user = '', pass = ''] = words.split('\u0000');
    this.login(tag, user, pass);
  }

  private login(tag: string, user: string, pass: string) {
    const { world } = this;
    if (world.refuseLogin !== undefined) return this.say(`${tag} NO ${world.refuseLogin}`);
    if (user !== world.user || pass !== world.pass)
      return this.say(`${tag} NO [AUTHENTICATIONFAILED] Invalid credentials`);
    this.loggedIn = true;
    this.say(`${tag} OK [CAPABILITY ${this.capabilities()}] Logged in`);
  }

  private list(tag: string, verb: string, args: Arg[]) {
    const pattern = text(args.findLast((arg) => typeof arg === 'string' && !/^RETURN$/i.test(arg)));
    // An empty pattern asks for the delimiter only (RFC 3501 section 6.3.8).
    if (pattern === '') this.say(`* ${verb} (\\Noselect) "/" ""`);
    for (const folder of this.world.folders.values()) {
      if (pattern !== '*' && pattern !== '%' && pattern !== folder.name) continue;
      const marks = [
        '\\HasNoChildren',
        ...(folder.specialUse && this.world.features.includes('SPECIAL-USE') ? [folder.specialUse] : []),
      ];
      this.say(`* ${verb} (${marks.join(' ')}) "/" ${quote(folder.name)}`);
    }
    this.say(`${tag} OK completed`);
  }

  private select(tag: string, name: string, readOnly: boolean) {
    const folder = this.world.folders.get(name.toUpperCase() === 'INBOX' ? 'INBOX' : name);
    if (folder === undefined) return this.say(`${tag} NO [NONEXISTENT] no such mailbox`);
    this.selected = folder;
    this.readOnly = readOnly;
    this.known = folder.letters.length;
    this.say('* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)');
    this.say('* OK [PERMANENTFLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft \\*)] ok');
    this.say(`* ${folder.letters.length} EXISTS`);
    this.say('* 0 RECENT');
    this.say(`* OK [UIDVALIDITY ${folder.uidValidity}] ok`);
    this.say(`* OK [UIDNEXT ${folder.uidNext}] ok`);
    this.say(`${tag} OK [${readOnly ? 'READ-ONLY' : 'READ-WRITE'}] completed`);
  }

  private status(tag: string, name: string, wanted: Arg[]) {
    const folder = this.world.folders.get(name);
    if (folder === undefined) return this.say(`${tag} NO [NONEXISTENT] no such mailbox`);
    const values: Record<string, number> = {
      MESSAGES: folder.letters.length,
      UIDNEXT: folder.uidNext,
      UIDVALIDITY: folder.uidValidity,
      RECENT: 0,
      UNSEEN: 0,
    };
    const facts = wanted.map((arg) => text(arg).toUpperCase()).map((key) => `${key} ${values[key] ?? 0}`);
    this.say(`* STATUS ${quote(name)} (${facts.join(' ')})`);
    this.say(`${tag} OK completed`);
  }

  private fetch(tag: string, set: string, wanted: Arg[], uid: boolean) {
    const folder = this.selected;
    if (folder === undefined) return;
    const asked =
      uid && !wanted.some((arg) => text(arg).toUpperCase() === 'UID') ? ['UID', ...wanted] : wanted;
    for (const letter of folder.select(set, uid)) {
      const { pieces, sees } = fetchItems(letter, asked);
      if (sees && !this.readOnly) letter.flags.add('\\Seen');
      const open = Buffer.from(`* ${this.sequence(letter.uid)} FETCH (`);
      const parts = pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece));
      this.socket.write(Buffer.concat([open, ...parts, Buffer.from(')\r\n')]));
    }
    this.say(`${tag} OK completed`);
  }

  private storeFlags(tag: string, args: Arg[], uid: boolean) {
    const [set, action, flags] = args;
    for (const letter of this.selected?.select(text(set), uid) ?? []) {
      for (const flag of items(flags).map(text)) {
        if (text(action).startsWith('-')) letter.flags.delete(flag);
        else letter.flags.add(flag);
      }
    }
    this.say(`${tag} OK completed`);
  }

  private append(tag: string, args: Arg[], raw: Buffer) {
    const folder = this.world.folders.get(text(args[0]));
    if (folder === undefined) return this.say(`${tag} NO [TRYCREATE] no such mailbox`);
    const flags = args.filter(Array.isArray).flatMap((list) => items(list).map(text));
    const date =
      args
        .slice(1, -1)
        .map((arg) => dateOf(text(arg)))
        .find((at) => at > 0) ?? Date.now();
    const letter = folder.add(raw, date, flags);
    this.say(`${tag} OK [APPENDUID ${folder.uidValidity} ${letter.uid}] completed`);
    for (const session of this.world.sessions) session.notify();
  }

  private announce() {
    const count = this.selected?.letters.length ?? 0;
    if (count === this.known) return;
    this.known = count;
    this.say(`* ${count} EXISTS`);
  }

  private sequence(uid: number): number {
    return (this.selected?.letters.findIndex((letter) => letter.uid === uid) ?? -1) + 1;
  }

  /** Ends the connection, politely or not. */
  end(bye?: string) {
    if (bye === undefined) this.socket.destroy();
    else {
      this.say(`* BYE ${bye}`);
      this.socket.end();
    }
  }
}
