import i18next from 'i18next'
import { initReactI18next, useTranslation } from 'react-i18next'
import type { Language } from './format'
import { laterTexts } from './later'
import { ru } from './ru'

const STORAGE_KEY = 'sufler.language'

/** Russian texts of the first paint come with the page; the rest is fetched when it is needed. */
export async function startI18n(): Promise<void> {
  await i18next
    .use(laterTexts)
    .use(initReactI18next)
    .init({
      lng: 'ru',
      fallbackLng: 'ru',
      defaultNS: 'common',
      ns: Object.keys(ru),
      resources: { ru },
      partialBundledLanguages: true,
      // React escapes what it renders.
      interpolation: { escapeValue: false },
    })
  await setLanguage(readLanguage())
}

export async function setLanguage(language: Language): Promise<void> {
  await i18next.changeLanguage(language)
  document.documentElement.lang = language
  try {
    localStorage.setItem(STORAGE_KEY, language)
  } catch {
    // Storage may be forbidden; the choice then lasts until the page is closed.
  }
}

export function useLanguage(): Language {
  const { i18n } = useTranslation()
  return i18n.language === 'en' ? 'en' : 'ru'
}

function readLanguage(): Language {
  try {
    return localStorage.getItem(STORAGE_KEY) === 'en' ? 'en' : 'ru'
  } catch {
    return 'ru'
  }
}
