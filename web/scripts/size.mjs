// Prints what a browser fetches to open the messenger, compressed, and fails beyond the budget.
import { existsSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const DIST = new URL('../dist/', import.meta.url)
const BUDGET_KB = { script: 220, style: 25 }
const ROUTES = ['index.html', 'src/app/shell.tsx', 'src/app/inbox-page.tsx']

const MANIFEST = new URL('.vite/manifest.json', DIST)
if (!existsSync(MANIFEST)) {
  console.error('There is no build to measure: run `npm run build` first.')
  process.exit(1)
}
/** @type {Record<string, { file: string, imports?: string[], css?: string[] }>} */
const manifest = JSON.parse(readFileSync(MANIFEST, 'utf8'))
const scripts = new Set()
const styles = new Set()

/** @param {string} key */
function visit(key) {
  const chunk = manifest[key]
  if (chunk === undefined) throw new Error(`${key} is not in the build's manifest: was it renamed?`)
  if (scripts.has(chunk.file)) return
  scripts.add(chunk.file)
  for (const file of chunk.css ?? []) styles.add(file)
  for (const imported of chunk.imports ?? []) visit(imported)
}
ROUTES.forEach(visit)

/** @param {Iterable<string>} files */
const kilobytes = (files) =>
  [...files].reduce((sum, file) => {
    return sum + gzipSync(readFileSync(new URL(file, DIST)), { level: 9 }).length / 1024
  }, 0)

const script = kilobytes(scripts)
const style = kilobytes(styles)
console.log(
  `messenger: script ${script.toFixed(1)} KB gz of ${BUDGET_KB.script}, style ${style.toFixed(1)} KB gz of ${BUDGET_KB.style}`,
)
if (script > BUDGET_KB.script || style > BUDGET_KB.style) {
  console.error('Over the budget: see docs/decisions for what may be loaded later instead.')
  process.exit(1)
}
