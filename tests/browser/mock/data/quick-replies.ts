import { NOW } from './clock'

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
