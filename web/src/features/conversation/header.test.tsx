import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, it, vi } from 'vitest'
import { api } from '@/shared/api/endpoints'
import { applyRows, dropRows, useLive } from '@/shared/live/store'
import { me, row } from '@/testing/fixtures'
import { renderPage } from '@/testing/render'
import { Header } from './header'

beforeEach(() => {
  dropRows()
  vi.restoreAllMocks()
})

it('gives a bot’s conversation to the operator under the epoch that was seen', async () => {
  const held = row({ owner: { kind: 'bot' }, epoch: 3 })
  applyRows({ conversations: [held], messages: [] })
  const taken = row({ owner: { kind: 'operator', user_id: me.id }, epoch: 4, version: 2 })
  const takeOver = vi.spyOn(api, 'takeOver').mockResolvedValue(taken)
  renderPage(<Header row={held} me={me} />)

  expect(screen.getByText('Бот')).toBeVisible()
  expect(screen.getAllByRole('button')).toHaveLength(1)
  await userEvent.click(screen.getByRole('button', { name: 'Передать оператору' }))
  expect(takeOver).toHaveBeenCalledWith(1, 3)
  await waitFor(() => expect(useLive.getState().conversations.get(1)?.conversation.epoch).toBe(4))
})

it('gives an operator’s conversation back to the bot', async () => {
  const held = row({ owner: { kind: 'operator', user_id: me.id } }, { owner_name: me.name })
  const handBack = vi.spyOn(api, 'handBack').mockResolvedValue(row({ version: 2 }))
  renderPage(<Header row={held} me={me} />)

  expect(screen.getByText('Оператор Анна (вы)')).toBeVisible()
  await userEvent.click(screen.getByRole('button', { name: 'Передать боту' }))
  expect(handBack).toHaveBeenCalledWith(1, 3)
})

it('names a colleague who leads', () => {
  renderPage(
    <Header
      row={row({ owner: { kind: 'operator', user_id: 8 } }, { owner_name: 'Игорь' })}
      me={me}
    />,
  )
  expect(screen.getByText('Оператор Игорь')).toBeVisible()
})

it('lets those who only read take a file with them, and nothing else', async () => {
  renderPage(<Header row={row()} me={{ ...me, role: 'viewer' }} />)
  await userEvent.click(await screen.findByRole('button', { name: 'Ещё действия' }))
  const items = await screen.findAllByRole('menuitem')
  expect(items.map((item) => item.textContent)).toEqual(['Скачать переписку…'])
  expect(screen.getAllByRole('button')).toHaveLength(1)
})
