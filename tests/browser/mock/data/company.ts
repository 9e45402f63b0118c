import { DAY, HOUR, NOW } from './clock'

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
export const picture = (colour: string, sign: string, size = 128) =>
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

export const conditioner = {
  external_id: '3363702577',
  title: 'Кондиционер Haier Flexis 25 м², инвертор',
  url: 'https://www.avito.ru/3363702577',
  price: '54 900 ₽',
  image_url: picture('9ec9f5', '❄'),
  location: 'Москва, Варшавское шоссе',
}
export const heater = {
  ...conditioner,
  title: 'Конвектор Ballu 1,5 кВт',
  price: '6 490 ₽',
  image_url: picture('f7c59f', '♨'),
}
export const lamp = {
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
