// The browser tests: every story runs hydrated and without JavaScript; what needs WASM is named
// *.hydrated.spec.ts. Each worker has a console of its own, so that their stories do not meet.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { defineConfig } from '@playwright/test';

// The browser that bin/setup found or installed: the first of these names on PATH.
const folders = (process.env.PATH ?? '').split(delimiter);
const chromium = ['chromium', 'google-chrome']
  .flatMap((name) => folders.map((folder) => join(folder, name)))
  .find((program) => existsSync(program));
if (!chromium) throw new Error('Chromium is missing. Install it with: bin/setup --tests');

export default defineConfig({
  testDir: 'tests',
  outputDir: 'results',
  forbidOnly: true,
  retries: 0,
  workers: 2,
  globalSetup: './set_up.ts',
  timeout: 60_000,
  expect: { timeout: 5_000 },
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ? [['list'], ['json']] : 'list',
  use: {
    locale: 'en',
    viewport: { width: 1440, height: 900 },
    // Nothing is half way from one colour to another when it is looked at.
    contextOptions: { reducedMotion: 'reduce' },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: chromium,
      // Chromium's own sandbox needs rights that root in a container does not have.
      chromiumSandbox: process.getuid?.() !== 0,
      // Nothing but this machine is asked for anything. No --disable-features: a second one would
      // replace Playwright's own list.
      args: [
        '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
        '--no-proxy-server',
        '--no-pings',
        '--disable-domain-reliability',
      ],
    },
  },
  projects: [
    { name: 'hydrated' },
    { name: 'no-js', use: { javaScriptEnabled: false }, testIgnore: '**/*.hydrated.spec.ts' },
  ],
});
