/** The pages and the states of them that are looked at and checked. */
import type { Page } from '@playwright/test'

export interface State {
  name: string
  path: string
  /** False = nobody is logged in. */
  user?: boolean
  /** Brings the page into the state. */
  open?: (page: Page) => Promise<void>
}

export const states: State[] = [
  { name: 'login', path: '/login', user: false },
  {
    name: 'login-wrong',
    path: '/login',
    user: false,
    open: async (page) => {
      await page.getByLabel('Логин').fill('anna')
      await page.getByLabel('Пароль', { exact: true }).fill('wrong')
      await page.getByRole('button', { name: 'Войти' }).click()
      await page.getByRole('alert').waitFor()
    },
  },
  { name: 'inbox', path: '/inbox' },
  { name: 'queue', path: '/inbox?tab=queue&chat=21' },
  { name: 'chat-bot', path: '/inbox?tab=bot&chat=1' },
  { name: 'chat-mine', path: '/inbox?tab=mine&chat=11' },
  {
    name: 'chat-mine-middle',
    path: '/inbox?tab=mine&chat=11',
    open: async (page) => {
      await page.getByRole('log').evaluate((element) => {
        element.scrollTop = 250
      })
    },
  },
  {
    name: 'why',
    path: '/inbox?tab=mine&chat=11',
    open: async (page) => {
      await page.getByRole('log').evaluate((element) => {
        element.scrollTop = 0
      })
      await page.getByRole('button', { name: 'Почему бот так ответил' }).first().click()
      await page.getByRole('dialog').getByText('Путь по узлам').waitFor()
    },
  },
  {
    name: 'search',
    path: '/inbox?q=доставка',
    open: async (page) => {
      await page.getByRole('list', { name: 'Найденные чаты' }).waitFor()
    },
  },
  {
    name: 'more',
    path: '/inbox?tab=mine&chat=11',
    open: async (page) => {
      await page.getByRole('button', { name: 'Ещё действия' }).click()
      await page.getByRole('menuitem', { name: 'Игорь Смирнов' }).waitFor()
    },
  },
  {
    name: 'share',
    path: '/inbox?tab=mine&chat=11',
    open: async (page) => {
      await page.getByRole('button', { name: 'Ещё действия' }).click()
      await page.getByRole('menuitem', { name: 'Поделиться ссылкой…' }).click()
      await page.getByRole('button', { name: 'Создать ссылку' }).click()
      await page.getByRole('button', { name: 'Отозвать' }).waitFor()
    },
  },
  {
    name: 'export',
    path: '/inbox?tab=mine&chat=11',
    open: async (page) => {
      await page.getByRole('button', { name: 'Ещё действия' }).click()
      await page.getByRole('menuitem', { name: 'Скачать переписку…' }).click()
      await page.getByLabel('Вид файла').waitFor()
    },
  },
  {
    name: 'paused',
    path: '/inbox?tab=bot&chat=1',
    open: async (page) => {
      await page.getByRole('button', { name: 'Ещё действия' }).click()
      await page.getByRole('menuitem', { name: 'Везде и сразу' }).click()
      await page.getByText('Бот на паузе везде').waitFor()
    },
  },
  {
    name: 'quick-replies',
    path: '/inbox?tab=mine&chat=11',
    open: async (page) => {
      await page.getByRole('button', { name: 'Быстрые ответы' }).click()
      await page.getByRole('dialog').getByText('128 использований').waitFor()
    },
  },
  {
    name: 'quick-reply-edit',
    path: '/inbox?tab=mine&chat=11',
    open: async (page) => {
      await page.getByRole('button', { name: 'Быстрые ответы' }).click()
      await page.getByRole('button', { name: 'Изменить «Доставка по России»' }).click()
      await page.getByLabel('Название').waitFor()
    },
  },
  {
    name: 'quick-reply-tab',
    path: '/inbox?tab=mine&chat=11',
    open: async (page) => {
      await page
        .getByRole('textbox', { name: 'Ответ клиенту' })
        .pressSequentially('Добрый день. привет')
      await page.getByText('Tab — вставить').waitFor()
    },
  },
  {
    name: 'password',
    path: '/inbox',
    open: async (page) => {
      await page.getByRole('button', { name: /^Меню:/ }).click()
      await page.getByRole('menuitem', { name: 'Сменить пароль' }).click()
      await page.getByLabel('Прежний пароль').waitFor()
    },
  },
  { name: 'accounts', path: '/accounts' },
  {
    name: 'accounts-add',
    path: '/accounts',
    open: async (page) => {
      await page.getByRole('button', { name: 'Подключить аккаунт' }).click()
      await page.getByRole('dialog').waitFor()
    },
  },
  {
    name: 'user-menu',
    path: '/inbox',
    open: async (page) => {
      await page.getByRole('button', { name: /^Меню:/ }).click()
      await page.getByText('Горячие клавиши').waitFor()
    },
  },
  {
    name: 'notices',
    path: '/inbox',
    user: true,
    open: async (page) => {
      await page.getByRole('button', { name: /^Меню:/ }).click()
      await page.getByRole('menuitem', { name: 'Уведомления…' }).click()
      await page.getByText('Новые сообщения в моих диалогах').waitFor()
    },
  },
  {
    name: 'keys',
    path: '/inbox',
    open: async (page) => {
      await page.keyboard.press('Control+Slash')
      await page.getByRole('dialog').waitFor()
    },
  },
]
