// Writes dist/sw.js: the service worker with the list of this build's files and a hash of them all.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const DIST = new URL('../dist/', import.meta.url)
const ROOT = fileURLToPath(DIST)
const SOURCE = new URL('../worker/sw.js', import.meta.url)
/** Not parts of the page: the build's own notes, and copies the server packs answers with. */
const LEFT_OUT = /^\.|\/\.|\.(?:br|gz|map)$|^(?:index\.html|sw\.js|manifest\.webmanifest)$/u

const files = readdirSync(ROOT, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
  .filter((path) => !LEFT_OUT.test(path))
  .sort()
const source = readFileSync(SOURCE, 'utf8')
const hash = createHash('sha256').update(source)
for (const path of ['index.html', ...files])
  hash.update(path).update(readFileSync(new URL(path, DIST)))
const list = JSON.stringify(['/', ...files.map((path) => `/${path}`)])
const worker = source
  .replace("['__FILES__']", list)
  .replace('__VERSION__', hash.digest('hex').slice(0, 16))
writeFileSync(new URL('sw.js', DIST), worker)
console.log(`sw.js keeps ${files.length + 1} files`)
