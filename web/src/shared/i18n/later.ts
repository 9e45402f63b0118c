/** Texts that come with the page or dialog that shows them, so that the first paint does not wait for them. */
import i18next from 'i18next'

type Texts = Record<string, unknown>

/** Texts of one namespace in one language, each a file of its own in the build. */
const files = import.meta.glob<Texts>(['./en/*.json', './ru/*.json'], { import: 'default' })

/** How i18next finds what did not come with the page. */
export const laterTexts = {
  type: 'backend' as const,
  read(language: string, namespace: string, done: (error: unknown, texts?: Texts) => void): void {
    const load = files[`./${language}/${namespace}.json`]
    if (load === undefined) done(new Error(`no texts: ${language}/${namespace}`))
    else load().then((texts) => done(null, texts), done)
  },
}

/** A part of the page together with its texts, in whatever language is chosen. */
export async function withTexts<T>(
  namespaces: string | readonly string[],
  part: () => Promise<T>,
): Promise<T> {
  const [loaded] = await Promise.all([part(), i18next.loadNamespaces(namespaces)])
  return loaded
}
