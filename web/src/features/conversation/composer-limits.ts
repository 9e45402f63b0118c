/** What the channel takes; one table for the whole composer. */

/** Avito's longest message. Longer texts are split by the server at the end of a sentence or word. */
export const MAX_CHARS = 1000
/** The counter appears when this few are left. */
export const COUNTER_FROM = 200
const MAX_IMAGE_BYTES = 24 * 1024 * 1024
const IMAGE_TYPES = ['image/jpeg', 'image/png', 'image/gif', 'image/bmp', 'image/heic']

export const IMAGE_ACCEPT = IMAGE_TYPES.join(',')

export type TextSize =
  | { kind: 'short' }
  | { kind: 'near'; left: number }
  | { kind: 'split'; parts: number }

/** Counted as the channel counts: by Unicode characters. */
export function textSize(text: string): TextSize {
  const length = [...text.trim()].length
  if (length > MAX_CHARS) return { kind: 'split', parts: Math.ceil(length / MAX_CHARS) }
  const left = MAX_CHARS - length
  return left <= COUNTER_FROM ? { kind: 'near', left } : { kind: 'short' }
}

/** Why a file can't be sent; `null` when it can. */
export function imageProblem(file: File): 'notImage' | 'tooLarge' | null {
  if (!IMAGE_TYPES.includes(file.type)) return 'notImage'
  return file.size > MAX_IMAGE_BYTES ? 'tooLarge' : null
}
