// What every peer does the same way: rounds of calls, timed.

import { createInterface } from "node:readline";
import process from "node:process";

/** The setup, from the command line: `{script, action, env, calls, concurrency, modules}`. */
export const setup = JSON.parse(process.argv[2]);

/**
 * A line with a number of milliseconds on stdin starts a round; the answer is a line of JSON on stdout. `call` gets the
 * arguments of one invocation as values of its own, as they would come off any wire, and gives its value.
 */
export async function answerRounds(call) {
  for await (const line of createInterface({ input: process.stdin })) {
    process.stdout.write(`${JSON.stringify(await round(call, Number(line)))}\n`);
  }
  process.exit(0);
}

async function round(call, milliseconds) {
  const { calls, concurrency } = setup;
  const latencies = [];
  const begun = performance.now();
  const end = begun + milliseconds;
  let next = 0;
  const serve = async () => {
    while (performance.now() < end) {
      const given = JSON.stringify(calls[next++ % calls.length]);
      const started = performance.now();
      const value = JSON.stringify(await call(JSON.parse(given)));
      latencies.push((performance.now() - started) * 1000);
      if (value === undefined) throw new Error("the script gave no value");
    }
  };
  await Promise.all(Array.from({ length: concurrency }, serve));
  const seconds = (performance.now() - begun) / 1000;
  latencies.sort((a, b) => a - b);
  const at = (share) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))];
  return { calls: latencies.length, seconds, p50_us: at(0.5), p99_us: at(0.99) };
}
