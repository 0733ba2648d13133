// The browser tests: every story runs hydrated and without JavaScript; what needs WASM is named
// *.hydrated.spec.ts. The server is the release build on a scratch database with the demo.
import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

const url = `http://127.0.0.1:${process.env.TERRACE_TEST_PORT ?? '3900'}`;

export default defineConfig({
  testDir: 'tests',
  outputDir: 'results',
  forbidOnly: true,
  retries: 0,
  workers: 1,
  timeout: 30_000,
  expect: { timeout: 5_000 },
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ? [['list'], ['json']] : 'list',
  webServer: {
    command: '../bin/test-server',
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
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path)),
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
