import { DAY, HOUR, MINUTE, NOW, nextVersion } from './clock'
import { accounts, conditioner, heater, lamp, me, picture } from './company'

export interface Row {
  conversation: Record<string, unknown> & {
    id: number
    version: number
    owner: { kind: string; user_id?: number }
  }
  contact: Record<string, unknown> & { id: number }
  account: { id: number; title: string; channel: string }
  owner_name: string | null
}

interface RowSpec {
  name: string | null
  owner?: 'bot' | 'queue' | 'me' | 'other'
  author?: object
  text: string
  ago: number
  account?: number
  item?: object | null
  unread?: number
  waiting?: number
  status?: string
  handoff?: object
}

export function row(id: number, spec: RowSpec): Row {
  const owner = {
    bot: { kind: 'bot' },
    queue: { kind: 'queue' },
    me: { kind: 'operator', user_id: me.id },
    other: { kind: 'operator', user_id: 8 },
  }[spec.owner ?? 'bot']
  const accountRow = accounts[(spec.account ?? 1) - 1]!
  return {
    conversation: {
      id,
      account_id: accountRow.id,
      contact_id: id + 1000,
      external_id: `u2i-${id}xNG6BsZqGy6XaZaW0oZvlQ`,
      status: spec.status ?? 'open',
      owner,
      epoch: 1,
      item: spec.item === undefined ? conditioner : spec.item,
      handoff: spec.handoff ?? null,
      unread: spec.unread ?? 0,
      last_message: {
        id: id * 1000,
        author: spec.author ?? { kind: 'contact' },
        text: spec.text,
        at: NOW - spec.ago,
      },
      waiting_since: spec.waiting === undefined ? null : NOW - spec.waiting,
      snoozed_until: null,
      last_at: NOW - spec.ago,
      created_at: NOW - spec.ago - DAY,
      updated_at: NOW - spec.ago,
      version: nextVersion(),
    },
    contact: {
      id: id + 1000,
      account_id: accountRow.id,
      external_id: `9${id}`,
      name: spec.name,
      avatar_url: id % 3 === 0 ? picture('c4b5fd', '☺') : null,
      profile_url: 'https://www.avito.ru/user/1',
      phone: id === 1 ? '+7 900 000-00-00' : null,
    },
    account: { id: accountRow.id, title: accountRow.title, channel: 'avito' },
    owner_name:
      owner.kind === 'operator' ? (spec.owner === 'me' ? me.name : 'Игорь Смирнов') : null,
  }
}

const card = {
  reason: 'low_confidence',
  question: 'А если доставка в Якутск зимой, вы утепляете упаковку?',
  intent: 'delivery',
  confidence: 0.41,
  variables: { city: 'Якутск', phone: '+7 900 000-00-00' },
  sources: [
    { article: 'delivery/russia', title: 'Доставка по России', score: 0.38 },
    { article: 'delivery/packing', title: 'Упаковка и страховка', score: 0.22 },
  ],
}

export const rows: Row[] = [
  row(1, {
    name: 'Мария',
    text: 'СДЭК или ПЭК, 500 ₽ до терминала, дальше по тарифу.',
    author: { kind: 'bot' },
    ago: 2 * MINUTE,
  }),
  row(2, {
    name: 'Дмитрий Ковалёв',
    text: 'Это оригинал? Какая цена сегодня?',
    ago: 4 * MINUTE,
    account: 2,
  }),
  row(3, { name: 'Екатерина', text: 'Спасибо, подумаю', ago: 38 * MINUTE, item: heater }),
  row(4, {
    name: 'Алексей',
    text: 'Да, в наличии 3 штуки на складе в Москве.',
    author: { kind: 'bot' },
    ago: 3 * HOUR,
    account: 3,
    item: lamp,
  }),
  row(5, { name: null, text: '[Изображение]', ago: 5 * HOUR, item: null }),
  row(6, {
    name: 'Очень Длинное Имя Покупателя Которое Не Помещается',
    text: 'Здравствуйте! Подскажите, пожалуйста, подойдёт ли эта модель для комнаты 32 квадратных метра с панорамными окнами на юг',
    ago: DAY,
  }),
  row(11, {
    name: 'Сергей',
    owner: 'me',
    text: 'Сейчас уточню на складе и вернусь к вам',
    author: { kind: 'operator', user_id: me.id },
    ago: 6 * MINUTE,
    handoff: card,
  }),
  row(12, {
    name: 'Ольга',
    owner: 'me',
    text: 'А рассрочка есть?',
    ago: 21 * MINUTE,
    unread: 3,
    waiting: 21 * MINUTE,
    account: 2,
    item: heater,
  }),
  row(21, {
    name: 'Павел',
    owner: 'queue',
    text: 'позовите человека',
    ago: 8 * MINUTE,
    unread: 1,
    waiting: 8 * MINUTE,
    handoff: { reason: 'customer_asked', question: 'позовите человека' },
  }),
  row(22, {
    name: 'Наталья',
    owner: 'queue',
    text: 'Хочу вернуть товар',
    ago: 50 * MINUTE,
    unread: 2,
    waiting: 50 * MINUTE,
    account: 3,
    item: lamp,
  }),
  row(31, {
    name: 'Ирина',
    owner: 'other',
    text: 'Добрый день! Проверяю',
    author: { kind: 'operator', user_id: 8 },
    ago: 12 * MINUTE,
  }),
]

/** Enough rows to scroll: the list must stay smooth whatever the shop's size. */
export function manyRows(count: number): Row[] {
  return Array.from({ length: count }, (_, index) =>
    row(10_000 + index, {
      name: `Клиент ${index + 1}`,
      text: `Вопрос номер ${index + 1}`,
      ago: DAY + index * MINUTE,
      account: 1 + (index % 3),
    }),
  )
}
