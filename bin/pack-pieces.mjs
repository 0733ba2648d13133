#!/usr/bin/env node
// Packs the pieces of the browser's program into few files, and writes the brotli and gzip form of every
// file of the site beside it.   bin/pack-pieces.mjs SITE HASHES
//
// The split of cargo-leptos leaves a piece for each set of pages that share some code: hundreds, of which
// a page loads a hundred. As a file of its own each costs a request, its headers, and most of what
// compression wins. So pieces that mostly the same pages load go into one file: a WASM module without
// code, which carries each of them in a custom section, so that the browser itself takes it apart.
//
// HASHES names the files of the build by what is in them; what this changes in them changes the names.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const [site, hashes] = process.argv.slice(2);
const pkg = join(site, 'pkg');

/** What a file costs a page beside its content, in bytes: a request, headers, and a dictionary to learn. */
const COST_OF_A_FILE = 1_000;
/** How small code becomes. */
const COMPRESSION = 0.25;
const CUSTOM_SECTION = 0;
/** Sections that something comes of (section 5.5.1): functions in the table, code, data. */
const EFFECTIVE_SECTIONS = new Set([9, 10, 11]);
const MAGIC = Buffer.from([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]);

const hashOf = (content) => createHash('sha256').update(content).digest('base64url').slice(0, 22);

/** An unsigned LEB128 number (WebAssembly Core Specification, section 5.2.2). */
function encoded(number) {
  const bytes = [];
  do {
    bytes.push((number & 0x7f) | (number > 0x7f ? 0x80 : 0));
    number >>>= 7;
  } while (number > 0);
  return Buffer.from(bytes);
}

function decoded(bytes, at) {
  let number = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    number |= (byte & 0x7f) << shift;
    if (byte < 0x80) return [number, at];
  }
}

/** A module without what only people and debuggers read, its custom sections (section 5.5.3); nothing at
 *  all where the split left an empty one. */
function bare(module) {
  const kept = [module.subarray(0, MAGIC.length)];
  let isEmpty = true;
  for (let at = MAGIC.length; at < module.length; ) {
    const [size, content] = decoded(module, at + 1);
    if (module[at] !== CUSTOM_SECTION) kept.push(module.subarray(at, content + size));
    if (EFFECTIVE_SECTIONS.has(module[at])) isEmpty = false;
    at = content + size;
  }
  return isEmpty ? undefined : Buffer.concat(kept);
}

function customSection(name, content) {
  const title = Buffer.concat([encoded(name.length), Buffer.from(name)]);
  const size = encoded(title.length + content.length);
  return Buffer.concat([Buffer.from([CUSTOM_SECTION]), size, title, content]);
}

/** Joins, again and again, the two packs whose union costs all pages together the least. */
function joined(packs) {
  const cost = ({ pages, size }) => pages.size * (size * COMPRESSION + COST_OF_A_FILE);
  const union = (a, b) => ({
    pages: new Set([...a.pages, ...b.pages]),
    size: a.size + b.size,
    pieces: [...a.pieces, ...b.pieces],
  });
  const gain = (a, b) => cost(a) + cost(b) - cost(union(a, b));
  packs = [...packs];
  const gains = packs.map((a, i) => packs.slice(0, i).map((b) => gain(a, b)));
  for (;;) {
    let best = 0;
    let pair;
    gains.forEach((row, i) =>
      row.forEach((gain, j) => {
        if (gain > best) [best, pair] = [gain, [i, j]];
      }),
    );
    if (!pair) return packs;
    const [i, j] = pair;
    packs[j] = union(packs[i], packs[j]);
    packs.splice(i, 1);
    gains.splice(i, 1);
    for (const row of gains.slice(i)) row.splice(i, 1);
    packs.forEach((pack, k) => {
      if (k < j) gains[j][k] = gain(packs[j], pack);
      if (k > j) gains[k][j] = gain(pack, packs[j]);
    });
  }
}

const names = Object.fromEntries(
  readFileSync(hashes, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split(': ')),
);
const loaderFile = join(pkg, `__wasm_split.${names.split}.js`);
const manifestFile = join(pkg, `__wasm_split_manifest.${names.manifest}.json`);
let loader = readFileSync(loaderFile, 'utf8');

// As wasm_split_cli_support writes them: the pages that share a piece, and how it is loaded.
const PIECE =
  /\/\* ([^*]*) \*\/\nconst (__chunk_\d+) = makeLoad\(\(\) => \{\n[^\n]*new URL\("\.\/([^"]+)\.wasm"[^\n]*\n[^\n]*\n\}\n, \[\]\);\n/g;
const pieces = [...loader.matchAll(PIECE)].map(([, pages, id, file]) => {
  const path = join(pkg, `${file}.wasm`);
  const content = bare(readFileSync(path));
  rmSync(path);
  return { pages: new Set(pages.split(', ')), id, file, content };
});
if (pieces.length === 0) throw new Error('the loader of the pieces is written in an unknown way');

const packs = pieces
  .filter(({ content }) => content)
  .map((piece) => ({ pages: piece.pages, size: piece.content.length, pieces: [piece] }));
const packOf = new Map();
const loads = joined(packs).map(({ pieces }, index) => {
  const sections = pieces.map(({ content }) => customSection('piece', content));
  const content = Buffer.concat([MAGIC, ...sections]);
  const name = `pack_${index}.${hashOf(content)}`;
  writeFileSync(join(pkg, `${name}.wasm`), content);
  for (const { id, file } of pieces) packOf.set(id, `__pack_${index}`).set(file, name);
  return `const __pack_${index} = makeLoad(unpack("./${name}.wasm"), []);\n`;
});

const UNPACK = `function unpack(file) {
    return () => {
        const module = WebAssembly.compileStreaming(fetch(new URL(file, import.meta.url)));
        return async (imports) => {
            const pieces = WebAssembly.Module.customSections(await module, "piece");
            return Promise.all(pieces.map((piece) => WebAssembly.instantiate(piece, imports)));
        };
    };
}
`;
/** Each of a list that there is, once. */
const once = (list) => [...new Set(list)].filter(Boolean);
let isFirst = true;
loader = loader.replace(PIECE, () => {
  if (!isFirst) return '';
  isFirst = false;
  return UNPACK + loads.join('');
});
loader = loader.replace(/__chunk_\d+(, __chunk_\d+)*/g, (list) =>
  once(list.split(', ').map((id) => packOf.get(id))).join(', '),
);
const manifest = Object.fromEntries(
  Object.entries(JSON.parse(readFileSync(manifestFile, 'utf8'))).map(([page, files]) => [
    page,
    once(files.map((file) => (file.startsWith('chunk_') ? packOf.get(file) : file))),
  ]),
);
writeFileSync(loaderFile, loader);
writeFileSync(manifestFile, JSON.stringify(manifest));

// The files that name each other cannot each be named by its own content: they share one hash, as long as
// theirs, which takes its place wherever it is written.
const old = [names.js, names.wasm, names.manifest, names.split];
const shared = hashOf(readdirSync(pkg).toSorted().map((file) => hashOf(readFileSync(join(pkg, file)))).join());
const renamed = (text) => old.reduce((text, name) => text.replaceAll(name, shared), text);
for (const file of readdirSync(pkg)) {
  const path = join(pkg, file);
  // Latin-1 keeps every byte what it is, of WASM as well.
  writeFileSync(path, renamed(readFileSync(path, 'latin1')), 'latin1');
  renameSync(path, join(pkg, renamed(file)));
}
writeFileSync(hashes, renamed(readFileSync(hashes, 'utf8')));

// Fonts are compressed already.
for (const file of readdirSync(site, { recursive: true, withFileTypes: true })) {
  if (!file.isFile() || file.name.endsWith('.woff2')) continue;
  const path = join(file.parentPath, file.name);
  const content = readFileSync(path);
  const size = { [constants.BROTLI_PARAM_SIZE_HINT]: content.length, [constants.BROTLI_PARAM_LGWIN]: 24 };
  writeFileSync(`${path}.br`, brotliCompressSync(content, { params: size }));
  writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
}
