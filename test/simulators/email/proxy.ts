import net from 'node:net';

export interface FaultProxy {
  port: number;
  /** Milliseconds by which every chunk is held back, each way. */
  delayMs: number;
  /** Bytes stop flowing both ways, connections stay. */
  stalled: boolean;
  /** New connections are refused at once. */
  refusing: boolean;
  /** Ends all connections without a word. */
  cut(): void;
  /** Ends a connection once this many further bytes came from the server; absent means never. */
  cutAfterBytes: number | undefined;
  /** Ends a connection when the server says this; the rest of the words never arrive. */
  cutOn: string | undefined;
  connections(): number;
  close(): Promise<void>;
}

/** A wire with faults between a client and a server on this machine. */
export async function createFaultProxy(target: number): Promise<FaultProxy> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((inner) => {
    if (proxy.refusing) {
      inner.destroy();
      return;
    }
    const outer = net.connect(target, '127.0.0.1');
    for (const socket of [inner, outer]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        (socket === inner ? outer : inner).destroy();
      });
    }
    pipe(inner, outer, false);
    pipe(outer, inner, true);
  });
  const proxy: FaultProxy = {
    port: 0,
    delayMs: 0,
    stalled: false,
    refusing: false,
    cutAfterBytes: undefined,
    cutOn: undefined,
    cut() {
      for (const socket of sockets) socket.destroy();
    },
    connections: () => sockets.size / 2,
    async close() {
      this.cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  function pipe(from: net.Socket, to: net.Socket, counts: boolean): void {
    let last = 0;
    from.on('data', (chunk) => {
      if (proxy.stalled) return;
      if (counts && proxy.cutOn !== undefined && chunk.includes(proxy.cutOn)) {
        from.destroy();
        to.destroy();
        return;
      }
      if (counts && proxy.cutAfterBytes !== undefined) {
        proxy.cutAfterBytes -= chunk.length;
        if (proxy.cutAfterBytes <= 0) {
          proxy.cutAfterBytes = undefined;
          to.end(chunk.subarray(0, Math.floor(chunk.length / 2)));
          from.destroy();
          return;
        }
      }
      if (proxy.delayMs === 0 && last === 0) {
        if (!to.write(chunk)) from.pause();
        return;
      }
      last += 1;
      setTimeout(() => {
        last -= 1;
        if (!to.destroyed) to.write(chunk);
      }, proxy.delayMs);
    });
    to.on('drain', () => from.resume());
    from.on('end', () => setTimeout(() => to.end(), proxy.delayMs));
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  proxy.port = (server.address() as net.AddressInfo).port;
  return proxy;
}
