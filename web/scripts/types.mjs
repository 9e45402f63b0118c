// Writes the types of the API from schemas/openapi.json; with --check it only compares.
import { readFileSync, writeFileSync } from 'node:fs'
import openapiTS, { astToString } from 'openapi-typescript'

const SOURCE = new URL('../../schemas/openapi.json', import.meta.url)
const TARGET = new URL('../src/shared/api/schema.d.ts', import.meta.url)
const HEADER = '// Generated from schemas/openapi.json by `npm run types`. Do not edit.\n\n'

const text = HEADER + astToString(await openapiTS(SOURCE, { emptyObjectsUnknown: true }))
if (!process.argv.includes('--check')) {
  writeFileSync(TARGET, text)
} else if (readFileSync(TARGET, 'utf8') !== text) {
  console.error(
    'src/shared/api/schema.d.ts is older than schemas/openapi.json: run `npm run types`.',
  )
  process.exit(1)
}
