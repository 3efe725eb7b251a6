import net from 'node:net';

export type Speech = 'http' | 'imap' | 'smtp';

/** A wire that counts what is asked of a network, and can play its trouble. */
export interface Wire {
  port: number;
  /** Requests of an HTTP network; logins of a mail server. */
  asked(): number;
  /** From now on the server answers with trouble that will pass; what was connected is cut. */
  breaks(): void;
  mends(): void;
  close(): Promise<void>;
}

const ASKS: Readonly<Record<Speech, RegExp>> = {
  http: /^[A-Z]+ \S+ HTTP\/1\.1\r$/gm,
  imap: /^\S+ (?:LOGIN|AUTHENTICATE)\b/gim,
  smtp: /^AUTH /gim,
};

const PAGE = '<html><body><h1>502 Bad Gateway</h1></body></html>';
const GATEWAY = `HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: ${PAGE.length}\r\nConnection: close\r\n\r\n${PAGE}`;

/** What a server in passing trouble says to a line; undefined when it listens on. */
const TROUBLE: Readonly<Record<Speech, { greeting: string; answer(line: string): string | undefined }>> = {
  http: { greeting: '', answer: (line) => (line === '' ? GATEWAY : undefined) },
  // RFC 5530: UNAVAILABLE is said when the subsystem that knows the passwords is down.
  imap: {
    greeting: '* OK ready\r\n',
    answer(line) {
      const [tag = '*', verb = ''] = line.split(' ');
      if (/^CAPABILITY$/i.test(verb)) return `* CAPABILITY IMAP4rev1\r\n${tag} OK done\r\n`;
      if (/^LOGIN$/i.test(verb)) return `${tag} NO [UNAVAILABLE] Temporary authentication failure.\r\n`;
      return `${tag} OK done\r\n`;
    },
  },
  // RFC 4954, section 4: 454 is a temporary authentication failure.
  smtp: {
    greeting: '220 ready\r\n',
    answer(line) {
      if (/^EHLO/i.test(line)) return '250-here\r\n250 AUTH PLAIN LOGIN\r\n';
      if (/^AUTH/i.test(line)) return '454 4.7.0 Temporary authentication failure\r\n';
      return /^QUIT/i.test(line) ? '221 bye\r\n' : '250 ok\r\n';
    },
  },
};

export async function createWire(target: number, speech: Speech): Promise<Wire> {
  const sockets = new Set<net.Socket>();
  let asked = 0;
  let broken = false;
  const count = (said: string) => {
    asked += said.match(ASKS[speech])?.length ?? 0;
  };
  const server = net.createServer((inner) => {
    keep(inner);
    inner.on('data', (chunk) => count(chunk.toString('latin1')));
    if (broken) trouble(inner);
    else {
      const outer = keep(net.connect(target, '127.0.0.1'));
      inner.pipe(outer).pipe(inner);
      inner.on('close', () => outer.destroy());
      outer.on('close', () => inner.destroy());
    }
  });

  function keep(socket: net.Socket): net.Socket {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    return socket;
  }

  function trouble(socket: net.Socket): void {
    const { greeting, answer } = TROUBLE[speech];
    let rest = '';
    socket.write(greeting);
    socket.on('data', (chunk) => {
      const lines = (rest + chunk.toString('latin1')).split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const said = answer(line);
        if (said !== undefined) socket.write(said);
      }
    });
  }

  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    port: (server.address() as net.AddressInfo).port,
    asked: () => asked,
    breaks() {
      broken = true;
      cut();
    },
    mends() {
      broken = false;
      cut();
    },
    async close() {
      cut();
      await new Promise((done) => server.close(done));
    },
  };
}
