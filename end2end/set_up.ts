// What the consoles of all workers share: the PostgreSQL that holds their databases.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export default function () {
  execFileSync(fileURLToPath(new URL('../bin/services', import.meta.url)), ['start', 'postgres'], { stdio: 'ignore' });
}
