// Sends ready-made HTTP requests over keep-alive connections, each as soon as the one before it is answered. It writes
// bytes to sockets and looks only for the end of an answer, so that it takes little of the cores it shares with the server.

import { connect, type Socket } from "node:net";

/** What a stream of requests met with. */
export interface Sent {
  readonly perSecond: number;
  /** 99 of 100 answers came within this. */
  readonly p99Ms: number;
}

/**
 * Sends every request once, over this many connections.
 * @throws Error when one is not answered with 2xx.
 */
export async function sendAll(
  requests: readonly Buffer[],
  to: { readonly port: number; readonly connections: number },
): Promise<Sent> {
  const sockets = await Promise.all(Array.from({ length: to.connections }, () => open(to.port)));
  const waits: number[] = [];
  let next = 0;
  const take = () => requests[next++];
  const startedAt = performance.now();
  await Promise.all(sockets.map((socket) => sendOver(socket, take, waits)));
  const seconds = (performance.now() - startedAt) / 1000;
  for (const socket of sockets) socket.destroy();
  waits.sort((a, b) => a - b);
  return { perSecond: requests.length / seconds, p99Ms: waits[Math.floor(waits.length * 0.99)] ?? 0 };
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true }, () => resolve(socket));
    socket.once("error", reject);
  });
}

function sendOver(socket: Socket, take: () => Buffer | undefined, waits: number[]): Promise<void> {
  return new Promise((resolve, reject) => {
    let answer = "";
    let sentAt = 0;
    const send = () => {
      const request = take();
      if (!request) return resolve();
      answer = "";
      sentAt = performance.now();
      socket.write(request);
    };
    socket.on("data", (chunk: Buffer) => {
      answer += chunk.toString("latin1");
      if (!isWhole(answer)) return;
      if (!answer.startsWith("HTTP/1.1 2")) return reject(new Error(`Not acknowledged: ${answer}`));
      waits.push(performance.now() - sentAt);
      send();
    });
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("The server hung up.")));
    send();
  });
}

function isWhole(answer: string): boolean {
  const end = answer.indexOf("\r\n\r\n");
  if (end < 0) return false;
  const length = /\r\ncontent-length: (\d+)/i.exec(answer);
  if (length) return answer.length >= end + 4 + Number(length[1]);
  return answer.endsWith("\r\n0\r\n\r\n");
}
