/** Whatever a customer writes or is called stays text: nothing runs, nothing leaves its place. */
import type { Page } from '@playwright/test'
import { composer, list, log, openTab } from '../support/locators'
import { picture } from '../support/picture'
import { expect, test } from './product'
import { Sandbox } from './sandbox'

const SCRIPT = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>'
const OVERRIDE = '\u202E'
const NAME = `${SCRIPT}${OVERRIDE}ксе`
const TITLE = `"><svg onload="window.hacked=1">${OVERRIDE}Насос`
const FILE = '"><img src=x onerror=window.hacked=1>.png'
const TEXTS = [
  SCRIPT,
  '{{7*7}} </textarea><iframe srcdoc="<script>parent.hacked=1</script>">',
  'javascript:window.hacked=1 data:text/html,<script>hacked=1</script>',
  `счёт${OVERRIDE}gnp.exe\u2066\u2067 конец`,
  '\u200B\u200C\u200D\u2060\uFEFF',
  `${'Z\u0351\u0363\u0360'.repeat(200)}`,
  'неразрывно'.repeat(400),
]
const EMOJI = '👩‍👩‍👧‍👦'.repeat(4_100)

test('hostile names, listings and messages are shown as text and break nothing', async ({
  operator,
  product,
  request,
}) => {
  test.setTimeout(120_000)
  const sandbox = new Sandbox(request, product.buyerUrl)
  const chat = await sandbox.chat(NAME, await sandbox.item(TITLE))
  await sandbox.says(chat, 'Позовите человека')
  await openTab(operator, 'Очередь')
  const row = list(operator).getByRole('link').filter({ hasText: NAME })
  await expect(row).toBeVisible({ timeout: 20_000 })
  await row.click()
  await operator.getByRole('button', { name: 'Передать оператору' }).click()
  for (const text of TEXTS) await sandbox.says(chat, text)
  await sandbox.posts(chat, {
    type: 'link',
    text: 'скидка',
    url: 'javascript:window.hacked=1',
    preview: { title: SCRIPT, description: OVERRIDE, domain: 'x', url: 'javascript:hacked=1' },
  })
  await sandbox.posts(chat, {
    type: 'item',
    title: TITLE,
    item_url: 'javascript:window.hacked=1',
    image_url: 'javascript:window.hacked=1',
  })
  await sandbox.says(chat, EMOJI)
  await sandbox.says(chat, 'Это последнее')

  await expect(log(operator).getByText('Это последнее')).toBeVisible({ timeout: 20_000 })
  for (const text of TEXTS) {
    if (text.trim() !== '' && !text.startsWith('\u200B')) {
      expect(
        await log(operator)
          .allInnerTexts()
          .then((all) => all.join('')),
        text,
      ).toContain(text.replaceAll('\uFEFF', ''))
    }
  }
  await nothingRan(operator)
  await everythingInPlace(operator)

  // A phone is narrower than most tricks.
  await operator.setViewportSize({ width: 360, height: 740 })
  await everythingInPlace(operator)
  await operator.setViewportSize({ width: 1440, height: 900 })

  // 100 KB of emoji above do not slow down whoever answers.
  await composer(operator).fill('Здравствуйте')
  await composer(operator).press('Enter')
  await expect(log(operator).getByText('Здравствуйте', { exact: true })).toBeVisible()
  await operator.locator('input[type=file]').setInputFiles(picture(FILE))
  await nothingRan(operator)
})

test('a hostile name reaches neither title nor search as anything but text', async ({
  operator,
  product,
  request,
}) => {
  test.setTimeout(120_000)
  const sandbox = new Sandbox(request, product.buyerUrl)
  const chat = await sandbox.chat(`${SCRIPT} гвоздодёр`)
  await sandbox.says(chat, `${SCRIPT} нужен гвоздодёр`)
  const field = operator.getByRole('searchbox', { name: 'Поиск или новый чат' })
  const results = operator.getByRole('list', { name: 'Найденные чаты' })
  await field.fill('гвоздодёр')
  // Names are asked for behind the replies: the account's calls of this minute may be used up by other stories.
  await expect(results.getByRole('link').first()).toContainText(SCRIPT, { timeout: 80_000 })
  await results.getByRole('link').first().click()
  await expect(log(operator).getByText('нужен гвоздодёр').first()).toBeVisible()
  await nothingRan(operator)
})

async function nothingRan(page: Page): Promise<void> {
  const found = await page.evaluate(() => ({
    hacked: (window as { hacked?: number }).hacked,
    frames: document.querySelectorAll('iframe, object, embed, svg[onload], [onerror]').length,
    links: Array.from(document.querySelectorAll('[href], [src]'))
      .map((one) => one.getAttribute('href') ?? one.getAttribute('src') ?? '')
      .filter((address) => !/^(https?:|\/|blob:|data:image|#)/u.test(address)),
  }))
  expect(found).toEqual({ hacked: undefined, frames: 0, links: [] })
}

/** Nothing is wider than its pane, and directions end where their text ends. */
async function everythingInPlace(page: Page): Promise<void> {
  const odd = await page.evaluate(() => {
    const odd: string[] = []
    if (document.documentElement.scrollWidth > window.innerWidth) odd.push('the page is too wide')
    const pane = document.querySelector('[role=log]')?.getBoundingClientRect()
    for (const bubble of Array.from(document.querySelectorAll('[role=log] article'))) {
      const { left, right } = bubble.getBoundingClientRect()
      if (pane && (left < pane.left - 1 || right > pane.right + 1)) odd.push(bubble.innerHTML)
    }
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (texts.nextNode()) {
      const element = texts.currentNode.parentElement
      if (!element || !texts.currentNode.textContent?.includes('\u202E')) continue
      const { display, unicodeBidi } = getComputedStyle(element)
      const parent = element.parentElement && getComputedStyle(element.parentElement).display
      const isOwnBlock = display !== 'inline' || /flex|grid/u.test(parent ?? '')
      const isAlone = element.textContent === element.parentElement?.textContent
      if (!isOwnBlock && !isAlone && !/isolate|plaintext/u.test(unicodeBidi)) {
        odd.push(`not isolated: ${element.outerHTML.slice(0, 300)}`)
      }
    }
    return odd
  })
  expect(odd).toEqual([])
}
