// What a first visit with an empty cache costs on the network, until the page answers to the keyboard; and
// what comes to it when somebody reaches for something in the page.
import { expect, hydrated, test, wake } from '../helpers.ts';

/** Bytes as sent, headers and brotli included; fonts and images apart. */
const CEILING = 300_000;
const PATHS = ['/sign-in', '/', '/users', '/users/new', '/users/4', '/organizations', '/groups/4/permissions', '/audit-logs'];
const COUNTED = ['Document', 'Stylesheet', 'Script', 'Fetch', 'XHR', 'Preload', 'Other'];

for (const path of PATHS) {
  test(`a first visit to ${path} costs little`, async ({ page, signIn, context }) => {
    if (path !== '/sign-in') await signIn('admin');
    await page.goto('about:blank');

    const devtools = await context.newCDPSession(page);
    const sent = new Map<string, { url: string; encoding?: string; bytes: number }>();
    devtools.on('Network.responseReceived', ({ requestId, type, response }) => {
      const path = new URL(response.url).pathname;
      if (!COUNTED.includes(type) || /\.(woff2|svg|ico|png)$/.test(path)) return;
      const encoding = Object.entries(response.headers).find(([name]) => name.toLowerCase() === 'content-encoding');
      sent.set(requestId, { url: path, encoding: encoding?.[1], bytes: 0 });
    });
    devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      const response = sent.get(requestId);
      if (response) response.bytes = encodedDataLength;
    });
    await devtools.send('Network.enable');
    await devtools.send('Network.clearBrowserCache');

    await page.goto(path);
    await hydrated(page);
    await page.waitForLoadState('networkidle');

    const count = () => {
      const files = [...sent.values()].sort((a, b) => b.bytes - a.bytes);
      return { files, total: files.reduce((sum, { bytes }) => sum + bytes, 0) };
    };
    const { files, total } = count();
    await wake(page);
    await page.waitForLoadState('networkidle');
    console.log(`${path}: ${total} bytes in ${files.length} files, ${count().total - total} more to wake it`);
    const told = files.map(({ url, encoding, bytes }) => `${bytes} ${encoding ?? 'plain'} ${url}`).join('\n');
    expect(files.some(({ url }) => url.endsWith('.wasm')), told).toBe(true);
    expect(files.filter(({ bytes, encoding }) => bytes > 1_500 && encoding !== 'br'), 'sent without brotli').toEqual([]);
    expect(total, told).toBeLessThanOrEqual(CEILING);
  });
}
