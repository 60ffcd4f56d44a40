// Sends ready-made HTTP requests over keep-alive connections, in a closed loop (each as soon as the one before it is
// answered) or an open one (each at its time, whatever became of those before it). It writes bytes to sockets and looks
// only for the end of an answer, so that it takes little of the cores it shares with the server.

import { connect, type Socket } from "node:net";

interface To {
  readonly port: number;
  readonly connections: number;
}

/** What a stream of requests met with. */
export interface Sent {
  readonly perSecond: number;
  /** How long each waited for its answer, in milliseconds. */
  readonly waits: readonly number[];
}

/**
 * Sends every request once, as fast as they are answered.
 * @throws Error when one is not answered with 2xx.
 */
export async function sendAll(requests: readonly Buffer[], to: To): Promise<Sent> {
  const lines = await openLines(to);
  const waits: number[] = [];
  let next = 0;
  const startedAt = performance.now();
  const sendOver = async (line: Line) => {
    for (let request = requests[next++]; request; request = requests[next++]) {
      const sentAt = performance.now();
      await line.send(request);
      waits.push(performance.now() - sentAt);
    }
  };
  await Promise.all(lines.map(sendOver));
  const seconds = (performance.now() - startedAt) / 1000;
  for (const line of lines) line.close();
  return { perSecond: requests.length / seconds, waits };
}

/** How often it is looked which requests are due. Sending late is measured as waiting. */
const LOOK_MS = 1;

/**
 * Sends `perSecond` requests a second, evenly. A wait begins when its request was due: one that found every connection
 * taken, because the server was slow, has waited for that too (else slowness would hide itself: "coordinated omission").
 * @throws Error when one is not answered with 2xx.
 */
export async function sendAtRate(
  requests: readonly Buffer[],
  to: To & { readonly perSecond: number },
): Promise<Sent> {
  const free = await openLines(to);
  const lines = [...free];
  const waits: number[] = [];
  const startedAt = performance.now();
  const dueAt = (index: number) => startedAt + (index * 1000) / to.perSecond;
  await new Promise<void>((resolve, reject) => {
    let next = 0;
    const sendOver = async (line: Line, request: Buffer, due: number) => {
      await line.send(request);
      waits.push(performance.now() - due);
      free.push(line);
      if (waits.length === requests.length) resolve();
      else sendDue();
    };
    const sendDue = () => {
      const now = performance.now();
      for (let due = dueAt(next); due <= now; due = dueAt(next)) {
        const request = requests[next];
        const line = request && free.pop();
        if (!line) return;
        next += 1;
        sendOver(line, request, due).catch(reject);
      }
    };
    const looking = setInterval(() => (next < requests.length ? sendDue() : clearInterval(looking)), LOOK_MS);
  });
  const seconds = (performance.now() - startedAt) / 1000;
  for (const line of lines) line.close();
  return { perSecond: requests.length / seconds, waits };
}

/** A connection, for one request at a time. */
interface Line {
  /** Resolves when the answer is there. */
  send(request: Buffer): Promise<void>;
  close(): void;
}

function openLines({ port, connections }: To): Promise<Line[]> {
  return Promise.all(Array.from({ length: connections }, async () => lineOver(await open(port))));
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true }, () => resolve(socket));
    socket.once("error", reject);
  });
}

function lineOver(socket: Socket): Line {
  let answer = "";
  let waiting: { readonly resolve: () => void; readonly reject: (error: Error) => void } | undefined;
  socket.on("data", (chunk: Buffer) => {
    answer += chunk.toString("latin1");
    if (!isWhole(answer)) return;
    if (answer.startsWith("HTTP/1.1 2")) waiting?.resolve();
    else waiting?.reject(new Error(`Not acknowledged: ${answer}`));
  });
  socket.on("error", (error) => waiting?.reject(error));
  socket.on("close", () => waiting?.reject(new Error("The server hung up.")));
  return {
    send: (request) =>
      new Promise((resolve, reject) => {
        answer = "";
        waiting = { resolve, reject };
        socket.write(request);
      }),
    close: () => void socket.destroy(),
  };
}

function isWhole(answer: string): boolean {
  const end = answer.indexOf("\r\n\r\n");
  if (end < 0) return false;
  const length = /\r\ncontent-length: (\d+)/i.exec(answer);
  if (length) return answer.length >= end + 4 + Number(length[1]);
  return answer.endsWith("\r\n0\r\n\r\n");
}
