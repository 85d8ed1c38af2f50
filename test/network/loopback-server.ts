import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** A web server on this machine that answers as it is told. */
export class LoopbackServer {
  readonly #server: Server;
  readonly origin: string;

  private constructor(server: Server) {
    this.#server = server;
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the server does not listen');
    this.origin = `http://127.0.0.1:${address.port}`;
  }

  static async start(listener: RequestListener): Promise<LoopbackServer> {
    const server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new LoopbackServer(server);
  }

  async stop(): Promise<void> {
    const stopped = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await stopped;
  }
}

export async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  return new Uint8Array(await buffer(request));
}
