import { log } from '../support/locators'
import { expect, test } from './fixture'

test('opens at the end, follows what comes, reads back without a jump to the very start', async ({
  page,
  server,
}) => {
  await page.goto('/inbox?chat=1')
  const scroller = log(page)
  const fromEnd = () =>
    scroller.evaluate((element) => element.scrollHeight - element.scrollTop - element.clientHeight)
  await expect(scroller.getByText('Сообщение 140.')).toBeVisible()
  await expect.poll(fromEnd).toBeLessThan(2)

  server.receive(1, 'Новое внизу')
  await expect(scroller.getByText('Новое внизу')).toBeVisible()
  await expect.poll(fromEnd).toBeLessThan(2)

  // Reading back: what is looked at stays where it is while older pages arrive above.
  for (
    let step = 0;
    step < 60 && !(await scroller.getByText('Начало диалога').isVisible());
    step += 1
  ) {
    await scroller.hover()
    await page.mouse.wheel(0, -1500)
    await page.waitForTimeout(50)
  }
  await expect(scroller.getByText('Сообщение 1.', { exact: false }).first()).toBeVisible()
  expect(await scroller.locator('[data-index]').count()).toBeLessThan(60)

  // Away from the end, a new message does not pull the reader down.
  const before = await scroller.evaluate((element) => element.scrollTop)
  server.receive(1, 'Пришло, пока читали')
  await page.waitForTimeout(200)
  expect(Math.abs((await scroller.evaluate((element) => element.scrollTop)) - before)).toBeLessThan(
    2,
  )
  await page.getByRole('button', { name: 'К последним' }).click()
  await expect(scroller.getByText('Пришло, пока читали')).toBeVisible()
})

test('an older page leaves the message under the eye in its place', async ({ page, server }) => {
  expect(server.user).not.toBeNull()
  await page.goto('/inbox?chat=1')
  const scroller = log(page)
  await expect(scroller.getByText('Сообщение 140.')).toBeVisible()
  const seen = scroller.getByText('Сообщение 100.')
  for (let step = 0; step < 40 && !(await seen.isVisible()); step += 1) {
    await scroller.hover()
    await page.mouse.wheel(0, -400)
    await page.waitForTimeout(50)
  }
  const settled = async () => {
    await page.waitForTimeout(400)
    return (await seen.boundingBox())?.y ?? Number.NaN
  }
  const place = await settled()
  expect(Math.abs((await settled()) - place)).toBeLessThan(2)
})
