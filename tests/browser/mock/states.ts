/** The pages and the states of them that are looked at and checked. */
import type { Page } from '@playwright/test'
import { composer } from '../support/locators'
import * as data from './data'
import { pasteFiles } from './paste'
import type { MockServer } from './server'

export interface State {
  name: string
  path: string
  /** False = nobody is logged in. */
  user?: boolean
  /** Brings the page into the state. */
  open?: (page: Page, server: MockServer) => Promise<void>
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
    name: 'note',
    path: '/inbox?tab=mine&chat=11',
    open: async (page) => {
      await page.getByRole('log').getByText('Постоянный клиент').waitFor()
      await page.keyboard.press('Alt+KeyP')
      await page.getByRole('textbox', { name: 'Заметка для коллег' }).fill('Обещал перезвонить')
    },
  },
  {
    name: 'snooze',
    path: '/inbox?tab=mine&chat=11',
    open: async (page) => {
      await page.getByRole('log').focus()
      await page.keyboard.press('Alt+KeyM')
      await page.getByRole('dialog', { name: 'Отложить' }).waitFor()
    },
  },
  {
    name: 'snoozed',
    path: '/inbox?tab=mine&chat=11',
    open: async (page) => {
      await page.getByRole('log').focus()
      await page.keyboard.press('Alt+KeyM')
      await page.getByRole('button', { name: /^На 1 час/ }).click()
      await page.getByText('Отложен: 14 мая').first().waitFor()
    },
  },
  {
    name: 'filters',
    path: '/inbox?tab=bot&status=waiting',
    open: async (page) => {
      await page.getByRole('button', { name: /^Фильтры и порядок/ }).click()
      await page.getByLabel('Статус', { exact: true }).waitFor()
    },
  },
  {
    name: 'answered',
    path: '/inbox?tab=mine&chat=11',
    open: async (page, server) => {
      const author = { kind: 'operator', user_id: 8 } as const
      const text = 'Отправим завтра, трек пришлю'
      const answer = data.message(990_000, 11, { author, text, delivery: 'sent', at: data.NOW })
      server.sendAnswer = {
        status: 409,
        body: { code: 'conversation.answered', message: '', details: { messages: [answer] } },
      }
      await composer(page).fill('Завтра отправим')
      await composer(page).press('Enter')
      await page.getByRole('alert', { name: 'Пока вы писали' }).waitFor()
    },
  },
  {
    name: 'elsewhere',
    path: '/inbox?tab=mine&chat=11',
    open: async (page, server) => {
      await composer(page).fill('Пишу здесь')
      server.wroteElsewhere(11, 'Пишу там')
      await page.getByRole('status', { name: 'На другом устройстве' }).waitFor()
    },
  },
  {
    name: 'confirm',
    path: '/inbox?tab=mine&chat=11',
    open: async (page, server) => {
      server.accounts[0]!.settings = { confirm_send: true }
      await page.reload()
      await page.getByRole('button', { name: 'Прикрепить изображение' }).waitFor()
      await composer(page).fill('Цена 54 900 ₽')
      await composer(page).press('Enter')
      await page.getByRole('region', { name: 'Отправить клиенту?' }).waitFor()
    },
  },
  {
    name: 'images',
    path: '/inbox?tab=mine&chat=11',
    open: async (page) => {
      await page.getByRole('button', { name: 'Прикрепить изображение' }).waitFor()
      await pasteFiles(page, ['первая.png', 'вторая.png'])
      await page.getByText('Отправить клиенту 2 изображения?').waitFor()
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
