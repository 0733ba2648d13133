// What a page is made of: its elements with their attributes, and its text. Two renderings of one page
// have the same outline.
import type { Page } from '@playwright/test';

/** A line for every element and every text of a part of the page, indented by how deep it lies. */
export function outlineOf(page: Page, part: string): Promise<string[]> {
  return page.evaluate(outline, { part });
}

/** The same of HTML that a server sent, as a browser without JavaScript reads it. */
export function outlineOfHtml(page: Page, html: string, part: string): Promise<string[]> {
  return page.evaluate(outline, { part, html });
}

/** Runs in the browser, which is given nothing but this function. */
function outline({ part, html }: { part: string; html?: string }): string[] {
  // Scripts, and what is there only without them.
  const NO_CONTENT = 'script, noscript';
  // Around the page that the server sent, and nothing but that.
  const AROUND = '.first';
  // The words in this field become tags, and the time of a row is said relative to now.
  const OTHER_INSIDE = '.tag-input, time';
  // A script must not read it again once it has run.
  const NO_ATTRIBUTE = ['nonce'];

  const root = html === undefined ? document : new DOMParser().parseFromString(html, 'text/html');
  const lines: string[] = [];
  const describe = (parent: Element, indent: string) => {
    let text = '';
    const flush = () => {
      const words = text.replace(/\s+/g, ' ').trim();
      if (words) lines.push(indent + words);
      text = '';
    };
    for (const node of parent.childNodes) {
      if (node instanceof Text) text += node.data;
      // What DOMParser makes belongs to this window as well; comments are neither.
      if (!(node instanceof Element) || node.matches(NO_CONTENT)) continue;
      flush();
      if (node.matches(AROUND)) {
        describe(node, indent);
        continue;
      }
      const attributes = [...node.attributes]
        .filter(({ name }) => !NO_ATTRIBUTE.includes(name))
        .map(({ name, value }) => ` ${name}="${value}"`)
        .sort();
      lines.push(`${indent}<${node.localName}${attributes.join('')}>`);
      if (!node.matches(OTHER_INSIDE)) describe(node, `${indent}  `);
    }
    flush();
  };
  for (const found of root.querySelectorAll(part)) describe(found, '');
  return lines;
}
