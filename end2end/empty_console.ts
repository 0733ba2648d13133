// A second console, in which nobody is yet: what the first administrator finds.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { test as base } from './helpers.ts';

export type EmptyConsole = {
  /** Where it is: scheme, host and port. */
  origin: string;
  /** The link with the one-time token, as the console prints it. */
  link: string;
};

export const test = base.extend<{ empty: EmptyConsole }>({
  empty: [
    async ({}, use) => {
      const port = `${Number(process.env.TERRACE_TEST_PORT ?? '3900') + 1}`;
      const program = fileURLToPath(new URL('../bin/test-server', import.meta.url));
      const server = spawn(program, {
        env: { ...process.env, TERRACE_TEST_PORT: port, TERRACE_LOG: 'warn' },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const ended = once(server, 'exit');
      const link = await linkIn(server.stdout);
      await use({ origin: `http://127.0.0.1:${port}`, link });
      server.kill('SIGTERM');
      await ended;
    },
    { timeout: 60_000 },
  ],
});

async function linkIn(output: NodeJS.ReadableStream): Promise<string> {
  let said = '';
  for await (const line of createInterface({ input: output })) {
    const [link] = /http:\S+\/set-up\?token=\S+/.exec(line) ?? [];
    if (link) return link;
    said += `${line}\n`;
  }
  throw new Error(`the empty console ended without a link: ${said}`);
}
