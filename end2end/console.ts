// Consoles of the tests' own: each a release build on a scratch database, which nobody else visits.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { WorkerInfo } from '@playwright/test';

/** Two ports for each worker: for its console with the demo, and for the empty one. */
type Place = 'demo' | 'empty';

export type Console = {
  /** Where it is: scheme, host and port. */
  origin: string;
  /** What it prints; somebody has to read it. */
  output: Readable;
  /** Ends once the console has. */
  stop: () => Promise<void>;
  /** Fails when the console ends by itself. */
  ended: Promise<never>;
};

/** Starts a console; whether it is ready is for the caller to see. */
export function startConsole(place: Place, { parallelIndex }: WorkerInfo): Console {
  const first = Number(process.env.TERRACE_TEST_PORT ?? '3900');
  const port = `${first + 2 * parallelIndex + (place === 'demo' ? 0 : 1)}`;
  const program = fileURLToPath(new URL('../bin/test-server', import.meta.url));
  const server = spawn(program, place === 'demo' ? ['--demo'] : [], {
    env: { ...process.env, TERRACE_TEST_PORT: port, TERRACE_LOG: 'warn' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(server, 'exit');
  const ended = exit.then(([code]) => {
    throw new Error(`the console on port ${port} ended with ${code}`);
  });
  // Whoever does not wait for it any more does not hear of it.
  ended.catch(() => {});
  return {
    origin: `http://127.0.0.1:${port}`,
    output: server.stdout,
    ended,
    stop: async () => {
      server.kill('SIGTERM');
      await exit;
    },
  };
}

/** Waits until a console answers. */
export async function answers({ origin, ended }: Console) {
  const isReady = () => fetch(`${origin}/readyz`).then(({ ok }) => ok, () => false);
  while (!(await Promise.race([isReady(), ended]))) await new Promise((resolve) => setTimeout(resolve, 50));
}
