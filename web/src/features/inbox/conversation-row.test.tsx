import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it, vi } from 'vitest'
import type { Author, ConversationRow as Row } from '@/shared/api/types'
import { setDraft } from '@/shared/drafts'
import { me, row } from '@/testing/fixtures'
import { renderPage } from '@/testing/render'
import { ConversationRow } from './conversation-row'
import { waitingLevel } from './waiting'

const now = new Date(2026, 4, 14, 14, 5).getTime()

function show(held: Row, onSelect: (id: number) => void = () => {}) {
  return renderPage(
    <ConversationRow
      row={held}
      me={me}
      selected={false}
      isStop
      href="/inbox?chat=1"
      now={now}
      onSelect={onSelect}
    />,
  )
}

const saidBy = (author: Author) =>
  row({ last_message: { id: 1, author, text: 'Добрый день', at: now - 60_000 } })

describe('a row tells', () => {
  it('who writes, from which account, and when', () => {
    show(saidBy({ kind: 'contact' }))
    expect(screen.getByText('Мария')).toBeVisible()
    expect(screen.getByText('Климатика')).toBeVisible()
    expect(screen.getByText('14:04')).toBeVisible()
  })

  it.each<[Author, string]>([
    [{ kind: 'bot' }, 'Бот: Добрый день'],
    [{ kind: 'operator', user_id: me.id }, 'Вы: Добрый день'],
    [{ kind: 'operator', user_id: 8 }, 'Оператор: Добрый день'],
    [{ kind: 'native' }, 'Приложение: Добрый день'],
  ])('whose the last words are: %o', (author, text) => {
    show(saidBy(author))
    expect(screen.getByRole('link')).toHaveTextContent(text)
  })

  it.each<[Row, string]>([
    [row({ owner: { kind: 'bot' } }), 'Бот'],
    [row({ owner: { kind: 'queue' } }), 'Очередь'],
    [row({ owner: { kind: 'operator', user_id: me.id } }, { owner_name: 'Анна' }), 'Вы'],
    [row({ owner: { kind: 'operator', user_id: 8 } }, { owner_name: 'Игорь' }), 'Игорь'],
    [row({ status: 'closed' }), 'Закрыт'],
  ])('who leads', (held, leader) => {
    show(held)
    expect(screen.getByText(leader)).toBeVisible()
  })

  it('how many messages are unread, in words for screen readers', () => {
    show(row({ unread: 3 }))
    expect(screen.getByText('3 непрочитанных сообщения')).toBeInTheDocument()
  })

  it('how long the customer waits', () => {
    show(row({ waiting_since: now - 20 * 60_000 }))
    expect(screen.getByText(/ждёт 20.мин/u)).toHaveAttribute('data-level', 'late')
  })

  it('that an answer was begun', () => {
    setDraft(1, 'Здрав')
    show(saidBy({ kind: 'contact' }))
    expect(screen.getByText('Черновик:')).toBeVisible()
    expect(screen.queryByText('Добрый день')).toBeNull()
    setDraft(1, '')
  })

  it('that the customer has no name', () => {
    const nameless = row()
    nameless.contact.name = null
    show(nameless)
    expect(screen.getByText('Без имени')).toBeVisible()
  })
})

it('opens the chat by a click, and leaves other windows to the browser', async () => {
  const onSelect = vi.fn()
  show(row(), onSelect)
  await userEvent.click(screen.getByRole('link'))
  expect(onSelect).toHaveBeenCalledExactlyOnceWith(1)
})

it.each([
  [4, 'calm'],
  [5, 'soon'],
  [15, 'late'],
])('%i minutes of waiting are %s', (minutes, level) => {
  expect(waitingLevel(minutes * 60_000)).toBe(level)
})
