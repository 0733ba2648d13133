// What a first visit with an empty cache costs on the network, until the page answers to the keyboard.
import { expect, hydrated, test } from '../helpers.ts';

/**
 * Bytes as sent, headers and brotli included; fonts and images apart. A first visit shall cost 300,000 at
 * the most and does not yet: until it does, no page may cost more than it did when this was written.
 */
const CEILINGS = {
  '/sign-in': 425_000,
  '/': 415_000,
  '/users': 655_000,
  '/organizations': 645_000,
  '/audit-logs': 510_000,
};
const COUNTED = ['Document', 'Stylesheet', 'Script', 'Fetch', 'XHR', 'Preload', 'Other'];

for (const [path, ceiling] of Object.entries(CEILINGS)) {
  test(`a first visit to ${path} stays within its ceiling`, async ({ page, signIn, context }) => {
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

    const files = [...sent.values()].sort((a, b) => b.bytes - a.bytes);
    const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
    const told = files.map(({ url, encoding, bytes }) => `${bytes} ${encoding ?? 'plain'} ${url}`).join('\n');
    console.log(`${path}: ${total} bytes in ${files.length} files`);
    expect(files.some(({ url }) => url.endsWith('.wasm')), told).toBe(true);
    expect(files.filter(({ bytes, encoding }) => bytes > 1_500 && encoding !== 'br'), 'sent without brotli').toEqual([]);
    expect(total, told).toBeLessThanOrEqual(ceiling);
  });
}
