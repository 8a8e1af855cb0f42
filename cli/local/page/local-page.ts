// The local AWS's page: one document that carries all it needs and loads nothing; what it shows comes by server-sent events.
// What is in it: page.html, page-style.css and page-script.mjs beside this file.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Page } from '../../../lib/emulator/live/local-requests.ts';

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

/** With the token by which the page asks. */
export function localPage(token: string): Page {
  const style = read('page-style.css');
  const script = read('page-script.mjs');
  const html = read('page.html')
    .replace('<!-- style -->', () => `<style>${style}</style>`)
    .replace('<!-- script -->', () => `<script type="module">${script}</script>`)
    .replace('data-token=""', `data-token="${token}"`);
  const contentSecurityPolicy = [
    "default-src 'none'",
    `style-src ${hashOf(style)}`,
    `script-src ${hashOf(script)}`,
    "connect-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  return { html, contentSecurityPolicy };
}

/** https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Content-Security-Policy */
function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
