import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, it, vi } from 'vitest'
import { api } from '@/shared/api/endpoints'
import type { Delivery } from '@/shared/api/types'
import { message } from '@/testing/fixtures'
import { renderPage } from '@/testing/render'
import { DeliveryMark, DeliveryTrouble } from './delivery'

beforeEach(() => vi.restoreAllMocks())

it.each<[Delivery, string]>([
  ['queued', 'В очереди'],
  ['sending', 'Отправляется'],
  ['sent', 'Отправлено'],
  ['delivered', 'Доставлено'],
  ['read', 'Прочитано'],
  ['failed', 'Не отправлено'],
  ['unknown', 'Неизвестно, дошло ли'],
  ['cancelled', 'Отменено'],
])('%s is said in words', (delivery, words) => {
  renderPage(<DeliveryMark delivery={delivery} />)
  expect(screen.getByText(words)).toBeVisible()
})

it.each<[Delivery, string[]]>([
  ['queued', ['Удалить из очереди']],
  ['sending', []],
  ['sent', []],
  ['failed', ['Повторить', 'Удалить из очереди']],
  ['unknown', ['Повторить', 'Удалить из очереди']],
  ['cancelled', []],
])('%s offers %o', (delivery, actions) => {
  renderPage(<DeliveryTrouble message={message({ delivery })} mayAct />)
  expect(screen.queryAllByRole('button').map((button) => button.textContent)).toEqual(actions)
})

it('tells the cause, and repeats only when asked to', async () => {
  const failed = message({ id: 5, delivery: 'failed', problem: 'Авито не принял ссылку.' })
  const retry = vi
    .spyOn(api, 'retryMessage')
    .mockResolvedValue(message({ id: 5, delivery: 'queued' }))
  renderPage(<DeliveryTrouble message={failed} mayAct />)
  expect(screen.getByText('Авито не принял ссылку.')).toBeVisible()
  expect(retry).not.toHaveBeenCalled()
  await userEvent.click(screen.getByRole('button', { name: 'Повторить' }))
  expect(retry).toHaveBeenCalledWith(5)
})

it('shows the cause but no buttons to those who only read', () => {
  const failed = message({ delivery: 'failed', problem: 'Нет прав.' })
  renderPage(<DeliveryTrouble message={failed} mayAct={false} />)
  expect(screen.getByText('Нет прав.')).toBeVisible()
  expect(screen.queryByRole('button')).toBeNull()
})
