/** Parts of a message's `content`, whose shapes `channels` fixes. Anything may be missing; nothing is trusted. */

type Fields = Record<string, unknown>

export interface ImageContent {
  url: string | null
  previewUrl: string | null
}

export interface LinkContent {
  href: string | null
  title: string
  description: string | null
  imageUrl: string | null
}

export interface ItemContent {
  title: string
  url: string | null
  imageUrl: string | null
  price: string | null
}

export interface LocationContent {
  label: string | null
  mapUrl: string | null
}

export function imageContent(content: unknown): ImageContent {
  const fields = fieldsOf(content)
  const url = webAddress(fields.url)
  return { url, previewUrl: webAddress(fields.preview_url) ?? url }
}

export function linkContent(content: unknown, text: string): LinkContent {
  const fields = fieldsOf(content)
  const preview = fieldsOf(fields.preview)
  return {
    href: webAddress(fields.href) ?? webAddress(preview.url),
    title: words(preview.title) ?? words(fields.url) ?? text,
    description: words(preview.description),
    imageUrl: webAddress(preview.image_url),
  }
}

export function itemContent(content: unknown, text: string): ItemContent {
  const fields = fieldsOf(content)
  return {
    title: words(fields.title) ?? text,
    url: webAddress(fields.url),
    imageUrl: webAddress(fields.image_url),
    price: words(fields.price),
  }
}

export function locationContent(content: unknown): LocationContent {
  const fields = fieldsOf(content)
  const { lat, lon } = fields
  const isPlace = typeof lat === 'number' && typeof lon === 'number'
  return {
    label: words(fields.title) ?? words(fields.address),
    mapUrl: isPlace
      ? `https://www.openstreetmap.org/?mlat=${lat}&mlon=${lon}#map=16/${lat}/${lon}`
      : null,
  }
}

/** Address of a recording, once the server has asked the channel for it. */
export const voiceUrl = (content: unknown): string | null => webAddress(fieldsOf(content).url)

/** Only http(s) and our own paths: a `javascript:` address from a customer must stay text. */
export function webAddress(value: unknown): string | null {
  if (typeof value !== 'string') return null
  return /^(https?:\/\/|\/(?!\/))/iu.test(value) ? value : null
}

const words = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value : null

const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {}
