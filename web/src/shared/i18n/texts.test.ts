import i18next from 'i18next'
import { afterAll, describe, expect, it } from 'vitest'
import { setLanguage } from './i18n'

type Texts = { [key: string]: string | Texts }

const files = import.meta.glob<Texts>('./*/*.json', { import: 'default', eager: true })

/** Every namespace of a language. */
const textsOf = (language: 'en' | 'ru'): Record<string, Texts> =>
  Object.fromEntries(
    Object.entries(files)
      .filter(([path]) => path.startsWith(`./${language}/`))
      .map(([path, texts]) => [path.split('/').at(-1)?.replace('.json', '') ?? path, texts]),
  )
const [ru, en] = [textsOf('ru'), textsOf('en')]

it('every namespace stands in both languages', () => {
  expect(Object.keys(en).sort()).toEqual(Object.keys(ru).sort())
})

const PLURAL = /_(one|few|many|other)$/u
const COUNTS = [0, 1, 2, 5, 11, 21, 1.5]

/** Every text by its path, plural forms under their common name. */
function paths(texts: Texts, prefix = ''): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const [key, value] of Object.entries(texts)) {
    const name = prefix + key.replace(PLURAL, '')
    if (typeof value === 'string') found.set(name, [...(found.get(name) ?? []), value])
    else for (const [path, values] of paths(value, `${prefix}${key}.`)) found.set(path, values)
  }
  return found
}

const placeholders = (text: string) =>
  [...text.matchAll(/\{\{\s*(\w+)/gu)].map((match) => match[1]).sort()
const isPlural = (texts: string[]) => texts.some((text) => text.includes('{{count'))

describe.each(Object.keys(ru))('texts of %s', (namespace) => {
  const russian = paths(ru[namespace] ?? {})
  const english = paths(en[namespace] ?? {})

  it('stand in both languages', () => {
    expect([...english.keys()].sort()).toEqual([...russian.keys()].sort())
  })

  it('name the same values', () => {
    for (const [path, texts] of russian) {
      const expected = placeholders(texts[0] ?? '')
      for (const text of [...texts, ...(english.get(path) ?? [])]) {
        expect(placeholders(text), `${namespace}:${path}`).toEqual(expected)
      }
    }
  })

  it('are written as the house writes Russian', () => {
    for (const [path, texts] of russian) {
      for (const text of texts) {
        expect(text, `${namespace}:${path}`).not.toMatch(/"|\.\.\.|Успешно|Вы уверены/u)
        expect(text, `${namespace}:${path}`).not.toMatch(/ - |–/u)
      }
    }
  })
})

describe.each(['ru', 'en'] as const)('plural forms in %s', (language) => {
  afterAll(() => setLanguage('ru'))

  it('fit every number', async () => {
    await setLanguage(language)
    const all = language === 'ru' ? ru : en
    await i18next.loadNamespaces(Object.keys(all))
    for (const [namespace, texts] of Object.entries(all)) {
      for (const [path, forms] of paths(texts)) {
        if (!isPlural(forms)) continue
        const rendered = COUNTS.map((count) =>
          // The path is made from the texts themselves, so it can't be checked by the compiler.
          (i18next.t as (key: string, options: object) => string)(`${namespace}:${path}`, {
            count,
          }),
        )
        for (const [index, text] of rendered.entries()) {
          const number = new Intl.NumberFormat(language).format(COUNTS[index] ?? 0)
          expect(text, `${namespace}:${path} of ${number}`).toContain(number)
        }
      }
    }
  })
})

it('chooses the Russian form', async () => {
  await setLanguage('ru')
  const found = (count: number) => i18next.t('inbox:found', { count })
  expect([1, 2, 5, 11, 21, 1.5].map(found)).toEqual([
    'Найден 1 чат',
    'Найдено 2 чата',
    'Найдено 5 чатов',
    'Найдено 11 чатов',
    'Найден 21 чат',
    'Найдено 1,5 чата',
  ])
})
