import * as data from '../mock/data'
import { composer, list, log } from '../support/locators'
import { expect, test } from './fixture'

test('a message of a customer appears without a reload, and its chat rises to the top', async ({
  page,
  server,
}) => {
  await page.goto('/inbox?chat=1')
  await expect(page.getByText('на связи')).toBeVisible()
  await expect(list(page).getByRole('link').first()).toContainText('Мария')

  server.receive(3, 'Ещё вопрос')
  await expect(list(page).getByRole('link').first()).toContainText('Ещё вопрос')
  server.receive(1, 'Спасибо!')
  await expect(log(page).getByText('Спасибо!')).toBeVisible()
})

test('a handed-over conversation goes from tab to tab by itself', async ({ page, server }) => {
  await page.goto('/inbox')
  const row = server.rows.get(2)!
  await expect(list(page).getByText('Дмитрий Ковалёв')).toBeVisible()
  server.change({
    conversation: {
      ...row,
      conversation: {
        ...row.conversation,
        owner: { kind: 'queue' },
        epoch: 2,
        version: data.nextVersion(),
      },
    },
  })
  await expect(list(page).getByText('Дмитрий Ковалёв')).toBeHidden()
  await page.getByRole('button', { name: /^Очередь/ }).click()
  await expect(list(page).getByText('Дмитрий Ковалёв')).toBeVisible()
})

test('after a break the page has what was said meanwhile, once', async ({ page, server }) => {
  await page.goto('/inbox?chat=1')
  await expect(page.getByText('на связи')).toBeVisible()
  server.receive(1, 'до обрыва')
  await expect(log(page).getByText('до обрыва')).toHaveCount(1)

  await server.cut()
  await expect(page.getByText('переподключение')).toBeVisible()
  await expect(page.getByText(/^данные .* назад$/u)).toBeVisible()
  server.receive(1, 'во время обрыва')
  await page.clock.resume()
  server.restore()
  await expect(page.getByText('на связи')).toBeVisible({ timeout: 20_000 })
  await expect(log(page).getByText('во время обрыва')).toHaveCount(1)
  await expect(log(page).getByText('до обрыва')).toHaveCount(1)
})

test('a reply stands in the chat at once and is accepted under the same id', async ({
  page,
  server,
}) => {
  await page.goto('/inbox?tab=mine&chat=11')
  await composer(page).fill('Ответ номер один')
  await composer(page).press('Enter')
  await expect(log(page).getByText('Ответ номер один')).toHaveCount(1)
  await expect(composer(page)).toHaveValue('')
  expect(server.writes.at(-1)?.body).toMatchObject({ text: 'Ответ номер один', epoch: 1 })
})

test('when a colleague was faster, the text stays in the field', async ({ page, server }) => {
  await page.goto('/inbox?tab=mine&chat=11')
  await expect(log(page)).toBeVisible()
  const row = server.rows.get(11)!
  server.sendAnswer = {
    status: 409,
    body: { code: 'conversation.owner_changed', message: 'Диалог ведёт другой.', details: {} },
  }
  server.rows.set(11, {
    ...row,
    conversation: {
      ...row.conversation,
      owner: { kind: 'operator', user_id: 8 },
      epoch: 2,
      version: data.nextVersion(),
    },
    owner_name: 'Игорь Смирнов',
  })
  await composer(page).fill('Мой ответ')
  await composer(page).press('Enter')
  await expect(page.getByRole('alert')).toContainText('диалог ведёт Игорь Смирнов')
  await expect(composer(page)).toHaveValue('Мой ответ')
  await expect(log(page).getByText('Мой ответ')).toHaveCount(0)
})

test('a send without a network waits in sight and leaves when asked again', async ({
  page,
  server,
}) => {
  await page.goto('/inbox?tab=mine&chat=11')
  await expect(log(page)).toBeVisible()
  await server.cut()
  await composer(page).fill('Ответ без сети')
  await composer(page).press('Enter')
  await expect(log(page).getByText('Сервер не принял сообщение')).toBeVisible()
  server.restore()
  await log(page).getByRole('alert').getByRole('button', { name: 'Повторить' }).click()
  await expect(log(page).getByText('Сервер не принял сообщение')).toBeHidden()
  await expect(log(page).getByText('Ответ без сети')).toHaveCount(1)
})

test('drafts live in their chats and outlive a reload', async ({ page, server }) => {
  await page.goto('/inbox?tab=mine&chat=11')
  await composer(page).fill('Черновик для Сергея')
  await list(page).getByText('Ольга').click()
  await expect(composer(page)).toHaveValue('')
  await expect(list(page).getByText('Черновик для Сергея')).toBeVisible()
  await page.reload()
  await list(page).getByText('Сергей').click()
  await expect(composer(page)).toHaveValue('Черновик для Сергея')
  expect(server.writes.filter(({ path }) => path.endsWith('/messages'))).toEqual([])
})

test('rights that were taken away during a break leave nothing of theirs on the page', async ({
  page,
  server,
}) => {
  await page.goto('/inbox?tab=all&chat=1')
  await expect(page.getByText('на связи')).toBeVisible()
  await expect(log(page)).toBeVisible()
  await server.cut()
  await expect(page.getByText('переподключение')).toBeVisible()
  const [account] = server.accounts.slice(1)
  server.user = { ...server.user!, accounts: [account!.id] } as unknown as typeof data.me
  server.accounts = [account!]
  for (const [id, row] of server.rows) if (row.account.id !== account!.id) server.rows.delete(id)
  await page.clock.resume()
  server.restore()
  await expect(page.getByText('Такого диалога нет или он вам недоступен.')).toBeVisible({
    timeout: 20_000,
  })
  await expect(list(page).getByRole('link')).toHaveCount(server.rows.size)
  await expect(page.getByRole('button', { name: /^Аккаунты/u })).toHaveCount(0)
  await expect(page.getByText('на связи')).toBeVisible()
})
