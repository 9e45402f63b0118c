import { expect, it } from 'vitest'

const files = import.meta.glob('../**/*.{ts,tsx}', {
  query: '?raw',
  import: 'default',
  eager: true,
})

/** `app` may know all, a feature only `shared`, `shared` only itself; `testing` serves tests. */
function mayImport(from: string, to: string): boolean {
  if (/\.test\.tsx?$/u.test(from) || from.startsWith('testing/')) return true
  const [layer, feature] = from.split('/')
  const [otherLayer, otherFeature] = to.split('/')
  if (layer === 'app' || layer === 'main.tsx') return otherLayer !== 'testing'
  if (otherLayer === 'shared') return true
  return layer === 'features' && otherLayer === 'features' && feature === otherFeature
}

function resolved(from: string, specifier: string): string | null {
  if (specifier.startsWith('@/')) return specifier.slice(2)
  if (!specifier.startsWith('.')) return null
  return new URL(specifier, `file:///${from}`).pathname.slice(1)
}

it('arrows point from app to features to shared', () => {
  const wrong: string[] = []
  for (const [path, text] of Object.entries(files)) {
    const from = path.startsWith('./') ? `app/${path.slice(2)}` : path.slice(3)
    for (const [, specifier] of String(text).matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/gu)) {
      const to = resolved(from, specifier ?? '')
      if (to !== null && !mayImport(from, to)) wrong.push(`${from} -> ${to}`)
    }
  }
  expect(wrong).toEqual([])
  expect(Object.keys(files).length).toBeGreaterThan(50)
})
