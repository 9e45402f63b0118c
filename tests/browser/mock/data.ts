/** A small shop as the API would show it: every kind of row, message and state a page must cope with. */

export const NOW = Date.parse('2026-05-14T14:05:00+03:00')
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

export const me = {
  id: 7,
  login: 'anna',
  name: 'Анна Петрова',
  role: 'admin',
  accounts: null,
  active: true,
  created_at: NOW - 90 * DAY,
}

/** Pictures without a network: a coloured square with a sign. */
const picture = (colour: string, sign: string, size = 128) =>
  `/mock-picture/${colour}/${encodeURIComponent(sign)}/${size}.svg`

export const accounts = [
  account(1, 'Климатика Анатолий', {}),
  account(2, 'Климатика Валерий', {
    queue: { waiting: 14, eta_s: 190 },
    webhook: { active: false },
  }),
  account(3, 'Свет', {
    status: 'problem',
    problem: {
      code: 'payment_required',
      message:
        'Авито не даёт доступа к сообщениям: не оплачена подписка. Оплатите её в кабинете Авито и нажмите «Проверить».',
      since: NOW - 3 * HOUR,
    },
    webhook: { active: false },
  }),
  account(4, 'Архив', { status: 'disabled', enabled: false }),
]

function account(id: number, title: string, rest: object) {
  return {
    id,
    channel: 'avito',
    external_id: String(121185841 + id),
    title,
    settings: {},
    flow_id: null,
    enabled: true,
    problem: null,
    created_at: NOW - 60 * DAY,
    version: id,
    status: 'ok',
    queue: { waiting: 0, eta_s: 0 },
    webhook: { active: true },
    ...rest,
  }
}

const conditioner = {
  external_id: '3363702577',
  title: 'Кондиционер Haier Flexis 25 м², инвертор',
  url: 'https://www.avito.ru/3363702577',
  price: '54 900 ₽',
  image_url: picture('9ec9f5', '❄'),
  location: 'Москва, Варшавское шоссе',
}
const heater = {
  ...conditioner,
  title: 'Конвектор Ballu 1,5 кВт',
  price: '6 490 ₽',
  image_url: picture('f7c59f', '♨'),
}
const lamp = {
  ...conditioner,
  title: 'Люстра потолочная',
  price: '12 300 ₽',
  image_url: picture('f4e285', '✦'),
}

export const colleagues = [
  { id: me.id, name: me.name },
  { id: 8, name: 'Игорь Смирнов' },
]

export const channels = [
  {
    channel: 'avito',
    text_max: 1000,
    text_unit: 'utf16',
    image: {
      max_bytes: 24 * 1024 * 1024,
      formats: ['image/jpeg', 'image/png', 'image/gif', 'image/bmp', 'image/heic'],
    },
    typing: false,
    read_receipts: true,
    edit: false,
    delete_window_s: 3600,
    reply_window_s: null,
  },
]

export interface Note extends Record<string, unknown> {
  id: number
  conversation_id: number
  version: number
}

export function note(id: number, conversation: number, rest: object): Note {
  return {
    id,
    conversation_id: conversation,
    user_id: 8,
    user_name: 'Игорь Смирнов',
    client_id: `note${id}`,
    text: '',
    at: NOW,
    edited_at: null,
    deleted: false,
    version: nextVersion(),
    ...rest,
  }
}

export interface QuickReply {
  id: number
  user_id: number
  scope: { kind: string; account_id?: number }
  title: string
  keyword: string | null
  text: string
  uses: number
  revision: number
  updated_at: number
}

export const quickReplies: QuickReply[] = [
  quickReply(1, 'Доставка по России', 'доставка', 128, {
    text: 'Отправляем СДЭК и ПЭК. До терминала — 500 ₽, предоплата 100 %. Напишите, пожалуйста, город и телефон — посчитаю точно.',
  }),
  quickReply(2, 'Приветствие', 'привет', 64, {
    text: 'Здравствуйте, {имя}! «{товар}» в наличии, цена — {цена}. Чем помочь?',
  }),
  quickReply(3, 'Доставка по Москве', 'доставка', 12, {
    scope: { kind: 'account', account_id: 1 },
    text: 'По Москве привезём сегодня до 21:00, стоимость — 700 ₽.',
  }),
  quickReply(4, 'Моя подпись', null, 3, {
    scope: { kind: 'personal' },
    text: 'С уважением, Анна.',
  }),
]

function quickReply(
  id: number,
  title: string,
  keyword: string | null,
  uses: number,
  rest: Partial<QuickReply> & { text: string },
): QuickReply {
  return {
    id,
    user_id: 7,
    scope: { kind: 'team' },
    title,
    keyword,
    uses,
    revision: 1,
    updated_at: NOW,
    ...rest,
  }
}

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

let version = 100
export const nextVersion = () => ++version

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

export interface Message extends Record<string, unknown> {
  id: number
  conversation_id: number
  version: number
}

export function message(id: number, conversation: number, rest: object): Message {
  return {
    id,
    conversation_id: conversation,
    external_id: `m${id}`,
    client_id: null,
    author: { kind: 'contact' },
    kind: 'text',
    text: '',
    content: null,
    at: NOW,
    delivery: null,
    problem: null,
    turn_id: null,
    version: nextVersion(),
    ...rest,
  }
}

const operator = { kind: 'operator', user_id: me.id }

/** Every kind of message and every state of delivery, in one chat. */
export const showcase: Message[] = [
  message(101, 11, {
    text: 'Здравствуйте! Доставка по РФ есть? Сколько стоит?',
    at: NOW - DAY - 40 * MINUTE,
  }),
  message(102, 11, {
    author: { kind: 'bot' },
    text: 'Здравствуйте! Да, отправляем по всей России через СДЭК и ПЭК. До терминала транспортной компании — 500 ₽, дальше по её тарифу. Предоплата 100 %, наложенного платежа нет. В какой город отправить?',
    turn_id: 501,
    delivery: 'read',
    at: NOW - DAY - 39 * MINUTE,
  }),
  message(103, 11, { text: 'В Якутск', at: NOW - DAY - 30 * MINUTE }),
  message(104, 11, {
    kind: 'location',
    text: '[Место] Якутск',
    content: { lat: 62.03, lon: 129.73, title: 'Якутск, проспект Ленина' },
    at: NOW - DAY - 30 * MINUTE,
  }),
  message(105, 11, {
    author: { kind: 'system' },
    kind: 'system',
    text: 'Авито: покупателю отправлено персональное предложение',
    at: NOW - DAY - 20 * MINUTE,
  }),
  message(106, 11, {
    kind: 'image',
    text: '[Изображение]',
    content: { url: picture('9ec9f5', '❄', 640), preview_url: picture('9ec9f5', '❄', 320) },
    at: NOW - 55 * MINUTE,
  }),
  message(107, 11, {
    kind: 'voice',
    text: '[Голосовое сообщение]',
    content: { voice_id: 'v1' },
    at: NOW - 54 * MINUTE,
  }),
  message(108, 11, {
    kind: 'link',
    text: 'habr.com',
    content: {
      url: 'habr.com',
      href: 'https://habr.com',
      preview: {
        title: 'Как выбрать кондиционер',
        description: 'Разбираемся в мощности, шуме и фильтрах',
        domain: 'habr.com',
      },
    },
    at: NOW - 53 * MINUTE,
  }),
  message(109, 11, {
    kind: 'item',
    text: conditioner.title,
    content: {
      title: conditioner.title,
      url: conditioner.url,
      price: conditioner.price,
      image_url: conditioner.image_url,
    },
    at: NOW - 52 * MINUTE,
  }),
  message(110, 11, { kind: 'deleted', text: '', at: NOW - 51 * MINUTE }),
  message(111, 11, { kind: 'unsupported', text: '[Видео]', at: NOW - 50 * MINUTE }),
  message(112, 11, {
    text: 'А если доставка в Якутск зимой, вы утепляете упаковку?',
    at: NOW - 30 * MINUTE,
  }),
  message(113, 11, {
    author: { kind: 'bot' },
    text: 'Передаю вопрос менеджеру.',
    turn_id: 502,
    delivery: 'delivered',
    at: NOW - 30 * MINUTE,
  }),
  message(114, 11, {
    author: operator,
    text: 'Здравствуйте! Да, зимой кладём термочехол бесплатно.',
    delivery: 'sent',
    at: NOW - 20 * MINUTE,
  }),
  message(115, 11, {
    author: { kind: 'native' },
    text: 'Ответ из приложения: забрать можно и самовывозом',
    delivery: 'sent',
    at: NOW - 15 * MINUTE,
  }),
  message(116, 11, {
    author: operator,
    text: 'Прайс: https://example.com/price?a=1.',
    delivery: 'failed',
    problem:
      'Авито не принял сообщение: в нём ссылка на другой сайт. Уберите ссылку и отправьте снова.',
    at: NOW - 10 * MINUTE,
  }),
  message(117, 11, {
    author: operator,
    text: 'Отправил фото на почту',
    delivery: 'unknown',
    problem: 'Связь с Авито оборвалась во время отправки.',
    at: NOW - 9 * MINUTE,
  }),
  message(118, 11, {
    author: operator,
    text: 'Сейчас уточню на складе и вернусь к вам',
    delivery: 'queued',
    at: NOW - 6 * MINUTE,
  }),
]

/** A long chat of plain messages, for scrolling back. */
export function longHistory(conversation: number, count: number): Message[] {
  return Array.from({ length: count }, (_, index) =>
    message(1000 + index, conversation, {
      author: index % 3 === 1 ? { kind: 'bot' } : { kind: 'contact' },
      text: `Сообщение ${index + 1}. ${'Текст подлиннее, чтобы строки переносились. '.repeat(index % 4)}`,
      at: NOW - 2 * MINUTE - (count - index) * 20 * MINUTE,
      turn_id: index % 3 === 1 ? 500 + index : null,
      delivery: index % 3 === 1 ? 'read' : null,
    }),
  )
}

const at = NOW - DAY - 39 * MINUTE
const entry = (ms: number, node: string, what: object, exit = 'next', to?: string) => ({
  at: at + ms,
  node,
  what,
  exit,
  to,
})

/** The record of a turn as the engine writes it. */
export const turn = {
  id: 501,
  conversation_id: 11,
  flow_id: 'support',
  record: {
    flow_hash: 'a1b2c3',
    state_before: {},
    events: [
      [
        {
          event: 'outcome',
          id: 't1.1',
          outcome: {
            kind: 'hits',
            best: 0.91,
            hits: [
              {
                article: 'delivery/russia',
                version: '1',
                title: 'Доставка по России',
                category: 'delivery',
                text: 'Отправляем через СДЭК и ПЭК. До терминала — 500 ₽.',
                score: 0.91,
              },
              {
                article: 'payment/prepay',
                version: '1',
                title: 'Оплата и предоплата',
                category: 'payment',
                text: 'Работаем по 100 % предоплате.',
                score: 0.44,
              },
            ],
          },
        },
        at + 40,
      ],
    ],
    trace: [
      { at, what: { kind: 'turn', turn: 1, messages: [101] } },
      entry(0, 'start', { kind: 'start' }, 'next', 'context'),
      entry(0, 'context', { kind: 'context', messages: 20 }, 'next', 'intent'),
      entry(
        12,
        'intent',
        {
          kind: 'intent',
          effect: 't1.0',
          intent: 'delivery',
          confidence: 0.94,
          model: 'openai/gpt-5-mini',
          usage: { input_tokens: 412, output_tokens: 8, cost_micros: 118 },
        },
        'next',
        'sure',
      ),
      entry(12, 'sure', { kind: 'confidence', of: 'intent', value: 0.94 }, 'levels[0]', 'search'),
      entry(
        40,
        'search',
        {
          kind: 'search',
          effect: 't1.1',
          best: 0.91,
          hits: [
            { article: 'delivery/russia', version: '1', score: 0.91 },
            { article: 'payment/prepay', version: '1', score: 0.44 },
          ],
        },
        'next',
        'found',
      ),
      entry(
        40,
        'found',
        { kind: 'condition', read: [{ name: 'search.best', value: 0.91 }] },
        'branches[0]',
        'answer',
      ),
      entry(
        96,
        'answer',
        {
          kind: 'ai_response',
          effect: 't1.2',
          mode: 'answer',
          confidence: 0.9,
          sources: ['delivery/russia'],
          send: 't1.3',
          model: 'openai/gpt-5-mini',
          usage: { input_tokens: 1200, output_tokens: 90, cost_micros: 1122 },
        },
        'next',
        'end',
      ),
      entry(96, 'end', { kind: 'end' }, undefined),
    ],
  },
}

export const recordedDialog = 'dialog: Доставка по России\nflow: support\n'

export const draft = {
  text: 'Отправим СДЭК, до терминала — 500 ₽.',
  confidence: 0.87,
  sources: [
    {
      article: 'delivery/russia',
      title: 'Доставка по России',
      text: 'Отправляем через СДЭК и ПЭК. До терминала — 500 ₽.',
      score: 0.91,
      cited: true,
    },
  ],
  model: 'builtin',
}

export interface Share {
  id: number
  url: string | null
  user_name: string
  created_at: number
  expires_at: number
  revoked_at: number | null
}

/** One link that was revoked; the page makes the others. */
export const shares: Share[] = [
  {
    id: 71,
    url: null,
    user_name: 'Игорь Смирнов',
    created_at: NOW - 3 * 86_400_000,
    expires_at: NOW + 4 * 86_400_000,
    revoked_at: NOW - 86_400_000,
  },
]

/** A point of the curve, as browsers take it. */
export const pushKey =
  'BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8'
