// A second console, in which nobody is yet: what the first administrator finds.
import { createInterface } from 'node:readline';
import { startConsole, type Console } from './console.ts';
import { test as base } from './helpers.ts';

export type EmptyConsole = {
  /** Where it is: scheme, host and port. */
  origin: string;
  /** The link with the one-time token, as the console prints it. */
  link: string;
};

export const test = base.extend<{ empty: EmptyConsole }>({
  empty: [
    async ({}, use, info) => {
      const console = startConsole('empty', info);
      await use({ origin: console.origin, link: await linkOf(console) });
      await console.stop();
    },
    { timeout: 60_000 },
  ],
});

async function linkOf({ output }: Console): Promise<string> {
  let said = '';
  for await (const line of createInterface({ input: output })) {
    const [link] = /http:\S+\/set-up\?token=\S+/.exec(line) ?? [];
    if (link) return link;
    said += `${line}\n`;
  }
  throw new Error(`the empty console ended without a link: ${said}`);
}
