/** What the channel takes; from its table, see `use-channel`. */
import type { Channel } from '@/shared/api/types'

/** The counter appears when this few are left. */
export const COUNTER_FROM = 200
/** Longest name that is shown of a file. */
const NAME_CHARS = 60

export type TextSize =
  | { kind: 'short' }
  | { kind: 'near'; left: number }
  | { kind: 'split'; parts: number }

/** Counted as the channel counts. Longer texts are split by the server at the end of a sentence or word. */
export function textSize(text: string, channel: Channel | null): TextSize {
  if (channel === null) return { kind: 'short' }
  const trimmed = text.trim()
  const length = channel.text_unit === 'utf16' ? trimmed.length : [...trimmed].length
  const { text_max: max } = channel
  if (length > max) return { kind: 'split', parts: Math.ceil(length / max) }
  const left = max - length
  return left <= COUNTER_FROM ? { kind: 'near', left } : { kind: 'short' }
}

export type FileProblem =
  | { kind: 'notImage'; name: string; formats: string }
  | { kind: 'tooLarge'; name: string; megabytes: number }

/** Why a file can't be sent; `null` when it can. */
export function imageProblem(file: File, image: NonNullable<Channel['image']>): FileProblem | null {
  const name = plainName(file.name)
  if (!image.formats.includes(file.type)) {
    const formats = image.formats.map((format) => format.replace('image/', '').toUpperCase())
    return { kind: 'notImage', name, formats: formats.join(', ') }
  }
  if (file.size <= image.max_bytes) return null
  return { kind: 'tooLarge', name, megabytes: Math.floor(image.max_bytes / 1024 / 1024) }
}

/** A file's name without what makes it look like another: control and direction signs; not too long. */
export function plainName(name: string): string {
  const plain = name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '').trim()
  const chars = [...plain]
  if (chars.length <= NAME_CHARS) return plain
  const [head, tail] = [chars.slice(0, NAME_CHARS - 13), chars.slice(-12)]
  return `${head.join('')}…${tail.join('')}`
}
