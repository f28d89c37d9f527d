import http from "node:http";
import net, { type AddressInfo } from "node:net";

export interface RawServer {
  readonly url: string;
  readonly port: number;
  /** How many connections were accepted. */
  readonly connections: () => number;
  close(): Promise<void>;
}

/** A server with any reply, even an invalid one. */
export async function rawServer(
  answer: http.RequestListener,
  prepare: (server: http.Server) => void = () => undefined,
): Promise<RawServer> {
  const server = http.createServer(answer);
  server.keepAliveTimeout = 60_000;
  prepare(server);
  return listening(server, () => server.closeAllConnections());
}

/** A server that sends any bytes, below HTTP. */
export async function socketServer(greet: (socket: net.Socket) => void): Promise<RawServer> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    greet(socket);
  });
  return listening(server, () => {
    for (const socket of sockets) socket.destroy();
  });
}

async function listening(server: net.Server, hangUp: () => void): Promise<RawServer> {
  let connections = 0;
  server.on("connection", () => connections++);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    hangUp();
    await closed;
  };
  return { url: `http://127.0.0.1:${port}`, port, connections: () => connections, close };
}
