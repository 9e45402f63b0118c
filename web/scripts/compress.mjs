// Writes a .gz beside every text file of the build; the server sends it to browsers that take gzip.
// index.html is left out: the server puts a fresh nonce into it.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { gzipSync } from 'node:zlib'

const DIST = new URL('../dist/', import.meta.url).pathname
const COMPRESSED = new Set(['.js', '.css', '.svg', '.json'])
/** Below this a compressed copy saves nothing on the wire. */
const MIN_BYTES = 1024

for (const entry of readdirSync(DIST, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !COMPRESSED.has(extname(entry.name))) continue
  const path = join(entry.parentPath, entry.name)
  const bytes = readFileSync(path)
  if (bytes.length >= MIN_BYTES) writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }))
}
