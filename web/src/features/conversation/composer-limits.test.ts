import { describe, expect, it } from 'vitest'
import { avito } from '@/testing/fixtures'
import { imageProblem, plainName, textSize } from './composer-limits'

describe('a text', () => {
  it('is counted as the channel counts', () => {
    expect(textSize('я'.repeat(700), avito)).toEqual({ kind: 'short' })
    expect(textSize('😀'.repeat(450), avito)).toEqual({ kind: 'near', left: 100 })
    expect(textSize('я'.repeat(2001), avito)).toEqual({ kind: 'split', parts: 3 })
    expect(textSize('😀'.repeat(450), { ...avito, text_unit: 'scalar' })).toEqual({ kind: 'short' })
    expect(textSize('я'.repeat(5000), null)).toEqual({ kind: 'short' })
  })
})

describe('a file', () => {
  const image = avito.image
  if (image === null) throw new Error('the channel takes pictures')

  it('is refused with its reason', () => {
    const pdf = new File(['%PDF'], 'price.pdf', { type: 'application/pdf' })
    expect(imageProblem(pdf, image)).toEqual({
      kind: 'notImage',
      name: 'price.pdf',
      formats: 'JPEG, PNG',
    })
    const large = new File([new Uint8Array(9)], 'a.png', { type: 'image/png' })
    const small = { ...image, max_bytes: 8 }
    expect(imageProblem(large, small)).toMatchObject({ kind: 'tooLarge', megabytes: 0 })
    expect(imageProblem(large, image)).toBeNull()
  })

  it('has a name that can neither hide nor push anything aside', () => {
    expect(plainName('photo\u202Egpj.exe\u0000\n')).toBe('photogpj.exe')
    expect(plainName('я'.repeat(300))).toHaveLength(60)
    expect(plainName('<img src=x onerror=alert(1)>.png')).toBe('<img src=x onerror=alert(1)>.png')
  })
})
