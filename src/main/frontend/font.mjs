// Makes the font of the PDFs: Noto Sans SC (SIL Open Font License) without what a PDF does not need, and without the
// code points that double others. With them a text taken out of a PDF would read the radical ⽇ (U+2F47) where 日 was
// written, because both are drawn by one glyph. Arguments: the font, the file to write.
import { readFileSync, writeFileSync } from 'node:fs';

const WANTED = ['OS/2', 'cmap', 'glyf', 'head', 'hhea', 'hmtx', 'loca', 'maxp', 'name', 'post', 'prep', 'gasp'];
/** Radicals, and compatibility ideographs of the basic and of the supplementary plane. */
const DOUBLES = [[0x2e80, 0x2fdf], [0xf900, 0xfaff], [0x2f800, 0x2fa1f]];
const UNICODE = [[0, 4], [3, 10]];

const [source, target] = process.argv.slice(2);
const font = readFileSync(source);
const tables = new Map();
for (let i = 0; i < font.readUInt16BE(4); i++) {
  const entry = 12 + 16 * i;
  const start = font.readUInt32BE(entry + 8);
  tables.set(font.toString('latin1', entry, entry + 4), font.subarray(start, start + font.readUInt32BE(entry + 12)));
}
tables.set('cmap', withoutDoubles(tables.get('cmap')));
const kept = WANTED.filter((name) => tables.has(name)).sort();

const parts = [head(kept.length)];
let place = 12 + 16 * kept.length;
for (const [i, name] of kept.entries()) {
  const table = tables.get(name);
  const entry = 12 + 16 * i;
  parts[0].write(name.padEnd(4), entry, 'latin1');
  parts[0].writeUInt32BE(checksum(table), entry + 4);
  parts[0].writeUInt32BE(place, entry + 8);
  parts[0].writeUInt32BE(table.length, entry + 12);
  parts.push(table, Buffer.alloc((4 - table.length % 4) % 4));
  place += Math.ceil(table.length / 4) * 4;
}
writeFileSync(target, Buffer.concat(parts));

function head(count) {
  const buffer = Buffer.alloc(12 + 16 * count);
  const power = 2 ** Math.floor(Math.log2(count));
  buffer.writeUInt32BE(0x00010000, 0);
  buffer.writeUInt16BE(count, 4);
  buffer.writeUInt16BE(16 * power, 6);
  buffer.writeUInt16BE(Math.log2(power), 8);
  buffer.writeUInt16BE(16 * (count - power), 10);
  return buffer;
}

function checksum(table) {
  let sum = 0;
  for (let i = 0; i < table.length; i += 4) {
    let word = 0;
    for (let j = 0; j < 4; j++) {
      word = word * 256 + (table[i + j] ?? 0);
    }
    sum = (sum + word) % 0x100000000;
  }
  return sum;
}

/** The whole map of the font (format 12), as the only one. */
function withoutDoubles(cmap) {
  let full = null;
  for (let i = 0; i < cmap.readUInt16BE(2); i++) {
    const start = cmap.readUInt32BE(4 + 8 * i + 4);
    if (cmap.readUInt16BE(start) === 12) {
      full = cmap.subarray(start);
    }
  }
  let groups = [];
  for (let i = 0; i < full.readUInt32BE(12); i++) {
    const at = 16 + 12 * i;
    groups.push([full.readUInt32BE(at), full.readUInt32BE(at + 4), full.readUInt32BE(at + 8)]);
  }
  for (const [from, to] of DOUBLES) {
    groups = groups.flatMap(([first, last, glyph]) => last < from || first > to ? [[first, last, glyph]]
      : [[first, from - 1, glyph], [to + 1, last, glyph + to + 1 - first]].filter(([a, b]) => a <= b && a >= first && b <= last));
  }
  const begin = 4 + 8 * UNICODE.length;
  const map = Buffer.alloc(begin + 16 + 12 * groups.length);
  map.writeUInt16BE(UNICODE.length, 2);
  UNICODE.forEach(([platform, encoding], i) => {
    map.writeUInt16BE(platform, 4 + 8 * i);
    map.writeUInt16BE(encoding, 6 + 8 * i);
    map.writeUInt32BE(begin, 8 + 8 * i);
  });
  map.writeUInt16BE(12, begin);
  map.writeUInt32BE(16 + 12 * groups.length, begin + 4);
  map.writeUInt32BE(groups.length, begin + 12);
  groups.forEach((group, i) => group.forEach((value, j) => map.writeUInt32BE(value, begin + 16 + 12 * i + 4 * j)));
  return map;
}
