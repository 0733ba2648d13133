// Nothing that a story opens may complain: every page of every browser window it has is listened to.
import type { Browser, BrowserContext } from '@playwright/test';

/** What pages complain of, but for what is `allowed`, as long as `during` lasts: in the window there is,
 *  and in all that are opened then. */
export async function complaintsOf(
  { browser, context, allowed }: { browser: Browser; context: BrowserContext; allowed: RegExp },
  during: () => Promise<void>,
): Promise<string[]> {
  const complaints: string[] = [];
  const note = (text: string) => {
    if (!allowed.test(text)) complaints.push(text);
  };
  const listen = (context: BrowserContext) => {
    context.on('weberror', (error) => note(`uncaught: ${error.error().message}`));
    context.on('console', (message) => {
      // Leptos reports what differs between server and browser as a warning.
      const hydration = message.type() === 'warning' && /hydrat/i.test(message.text());
      if (message.type() === 'error' || hydration) note(`${message.text()} (${message.location().url})`);
    });
    return context.addInitScript(() =>
      addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
        console.error(`the policy of the page forbids by ${violatedDirective}: ${blockedURI}`),
      ),
    );
  };
  await listen(context);
  browser.on('context', listen);
  await during();
  browser.off('context', listen);
  return complaints;
}
