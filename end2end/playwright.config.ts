// The browser tests: every story runs hydrated and without JavaScript; what needs WASM is named
// *.hydrated.spec.ts. The server is the release build on a scratch database with the demo.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { defineConfig } from '@playwright/test';

const url = `http://127.0.0.1:${process.env.TERRACE_TEST_PORT ?? '3900'}`;

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
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 5_000 },
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ? [['list'], ['json']] : 'list',
  webServer: {
    command: '../bin/test-server --demo',
    url: `${url}/readyz`,
    timeout: 60_000,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 10_000 },
    stdout: 'ignore',
    stderr: 'pipe',
  },
  use: {
    baseURL: url,
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
