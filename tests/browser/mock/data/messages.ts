import { DAY, MINUTE, NOW, nextVersion } from './clock'
import { conditioner, me, picture } from './company'

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
