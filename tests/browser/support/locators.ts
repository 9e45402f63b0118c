/** Parts of the messenger by what people and screen readers call them. */
import type { Page } from '@playwright/test'

export const list = (page: Page) => page.getByRole('list', { name: 'Список диалогов' })

/** The row of a contact: by the whole name, for a time stands right behind it («Покупатель 1» at 03:38). */
export const rowOf = (page: Page, contact: string) =>
  list(page)
    .getByRole('link')
    .filter({ has: page.getByText(contact, { exact: true }) })
export const log = (page: Page) => page.getByRole('log', { name: 'Сообщения' })
export const composer = (page: Page) => page.getByRole('textbox', { name: 'Ответ клиенту' })

export const openTab = (page: Page, name: 'Бот' | 'Мои' | 'Очередь') =>
  page
    .getByRole('navigation', { name: 'Чьи диалоги' })
    .getByRole('button', { name: new RegExp(`^${name}`, 'u') })
    .click()
