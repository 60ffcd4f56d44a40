// Loaded before a Stoa on SQLite: kills the process (SIGKILL) at one step of what a job sets off. The steps are counted from
// the job's claim on: before every statement that writes, before every request to GitHub that writes, and after its answer
// has come, so that a kill falls between any two things that last.
//
//   STOA_KILL_JOB=digest STOA_KILL_STEP=3

import BetterSqlite3 from "better-sqlite3";

const job = process.env["STOA_KILL_JOB"] ?? "";
let left = Number(process.env["STOA_KILL_STEP"]);
let isArmed = false;

function step(): void {
  left -= 1;
  if (left <= 0) process.kill(process.pid, "SIGKILL");
}

type Call = (this: { readonly source: string }, ...parameters: unknown[]) => unknown;
const file = new BetterSqlite3(":memory:");
const statements = Object.getPrototypeOf(file.prepare("select 1")) as Record<string, Call>;
file.close();

for (const name of ["run", "all", "get"]) {
  const call = statements[name];
  if (!call) throw new Error(`Statements have no ${name}.`);
  statements[name] = function (...parameters) {
    const isClaim = /^update "schedules"/i.test(this.source) && parameters.flat().includes(job);
    isArmed ||= isClaim;
    if (isArmed && /^\s*(?:insert|update|delete|begin|commit)/i.test(this.source)) step();
    return call.apply(this, parameters);
  };
}

const send = globalThis.fetch;
globalThis.fetch = async (input, init) => {
  const body = typeof init?.body === "string" ? init.body : "";
  const isWrite = isArmed && (body.includes("mutation") || (init?.method ?? "GET") === "PATCH");
  if (isWrite) step();
  const response = await send(input, init);
  if (isWrite) step();
  return response;
};
