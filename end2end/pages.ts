// What pages there are and who opens them: whatever is asked of every page is asked of these.
import { readFileSync } from 'node:fs';
import type { Person } from './helpers.ts';

/** Addresses, and the least of the people who open them. */
const ADDRESSES: Record<'chenmo' | 'zhoulan' | 'admin', string[]> = {
  chenmo: [
    '/',
    '/users',
    '/users?q=nobody-of-this-name',
    '/profile',
    '/profile/edit',
    '/profile/password',
    '/profile/sessions',
    '/search',
    '/search?q=林',
    '/permissions?who=chenmo&permission=view_dataset',
    '/kit',
  ],
  zhoulan: [
    '/users?role=member&columns=email&columns=joined',
    '/users/new',
    '/users/4',
    '/users/4/edit',
    '/users/4/history',
    '/users/4/delete',
    '/users/6',
    '/organizations',
    '/organizations?q=nothing-of-this-name',
    '/organizations/1',
    '/organizations/1/members',
    '/organizations/1/history',
    '/organizations/1/edit',
    '/audit-logs',
    '/audit-logs?entry=5',
    '/audit-logs?action=delete',
    '/audit-logs?q=nothing-of-this-name',
    '/groups',
    '/groups?q=nothing-of-this-name',
    '/groups/new',
    '/groups/4',
    '/groups/4/members',
    '/groups/4/permissions',
    '/groups/4/objects',
    '/groups/4/history',
    '/groups/4/edit',
    '/groups/4/delete',
    '/users/4/permissions',
    '/users/4/sessions',
    '/access/group/4',
    '/permissions',
    '/permissions?who=zhoulan&permission=change_group&object=group:4',
    '/permissions/holders?permission=change_group',
    '/permissions/remove?from=group:4&id=11',
  ],
  admin: [
    '/organizations/new',
    '/organizations/2',
    '/organizations/2/members',
    '/organizations/2/delete',
    '/organizations/3',
  ],
};

/** A member, an administrator of an organization, and a superuser: each opens what those before do. */
export const ROLES = ['chenmo', 'zhoulan', 'admin'] as const satisfies readonly Person[];

/** What somebody opens. */
export function pagesOf(person: (typeof ROLES)[number]): string[] {
  return ROLES.slice(0, ROLES.indexOf(person) + 1).flatMap((role) => ADDRESSES[role]);
}

/** What the least of the people opens, each page once. */
export function firstPagesOf(person: (typeof ROLES)[number]): string[] {
  return ADDRESSES[person];
}

/** Every address that somebody opens who is signed in. */
export const PAGES = pagesOf('admin');

/** Pages of those who are not signed in yet. Only the first is always there. */
export const GATES = ['/sign-in', '/set-up', '/welcome/:token'];

/** An address that has no page. */
export const NOWHERE = '/nowhere';

/** The console's routes, from the source that declares them. */
export function routes(): string[] {
  const source = readFileSync(new URL('../app/src/routes.rs', import.meta.url), 'utf8');
  return [...source.matchAll(/path!\("([^"]+)"\)/g)].map(([, route]) => route!);
}

/** The route that answers to an address: the one of exactly its path, else one with its id in it, else
 *  the one of all that has no page. */
export function routeOf(address: string): string | undefined {
  const path = address.replace(/\?.*/, '');
  const all = routes();
  const fits = (route: string) => new RegExp(`^${route.replace(/:\w+/g, '[^/]+')}$`).test(path);
  return all.find((route) => route === path) ?? all.find(fits) ?? all.find((route) => route.startsWith('/*'));
}
