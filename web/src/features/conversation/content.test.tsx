import { screen } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { message } from '@/testing/fixtures'
import { renderPage } from '@/testing/render'
import { imageContent, linkContent, locationContent, webAddress } from './content'
import { MessageContent } from './message-content'

describe('addresses from outside', () => {
  it.each([
    'javascript:alert(1)',
    ' javascript:alert(1)',
    'data:text/html,<script>',
    '//evil.example',
    'vbscript:x',
    42,
    null,
  ])('%s is no address', (value) => expect(webAddress(value)).toBeNull())

  it.each(['https://avito.ru/1', 'http://127.0.0.1/1', '/media/1'])('%s is one', (value) =>
    expect(webAddress(value)).toBe(value),
  )
})

it.each([null, undefined, 'text', 7, [], {}])('content %o is bearable', (content) => {
  expect(imageContent(content)).toEqual({ url: null, previewUrl: null })
  expect(linkContent(content, 'habr.com')).toMatchObject({ href: null, title: 'habr.com' })
  expect(locationContent(content)).toEqual({ label: null, mapUrl: null })
})

describe('hostile messages stay text', () => {
  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '[click](javascript:alert(1))',
    '\u202Eevil\u202C \u200B\u2066x\u2069',
    'javascript:alert(1)',
  ])('%s', (text) => {
    const { container } = renderPage(<MessageContent message={message({ text })} />)
    expect(container.querySelector('script, img, a')).toBeNull()
    expect(container.textContent).toContain(text)
  })

  it('a link card with a script for an address leads nowhere', () => {
    const content = { href: 'javascript:alert(1)', preview: { url: 'data:x', title: 'Приз' } }
    const { container } = renderPage(
      <MessageContent message={message({ kind: 'link', content })} />,
    )
    expect(screen.getByText('Приз')).toBeVisible()
    expect(container.querySelector('a')).toBeNull()
  })
})

it('makes links of addresses, without the full stop behind them', () => {
  renderPage(<MessageContent message={message({ text: 'Смотрите https://a.ru/b?c=1. Да' })} />)
  const link = screen.getByRole('link', { name: 'https://a.ru/b?c=1' })
  expect(link).toHaveAttribute('rel', expect.stringContaining('noopener'))
})

it.each([
  ['deleted', 'Сообщение удалено'],
  ['unsupported', /Этот вид сообщения здесь не показать/u],
  ['voice', 'Голосовое сообщение'],
  ['image', 'Изображение недоступно'],
])('a message of kind %s says what it is', (kind, text) => {
  renderPage(<MessageContent message={message({ kind, text: '' })} />)
  expect(screen.getByText(text)).toBeVisible()
})
