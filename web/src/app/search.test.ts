import { expect, it } from 'vitest'
import { accountsOf, inboxSearch, loginSearch } from './search'

it('reads what the address says', () => {
  expect(inboxSearch({ tab: 'queue', chat: 42, accounts: '1,2', q: 'привет' })).toEqual({
    tab: 'queue',
    chat: 42,
    accounts: '1,2',
    q: 'привет',
  })
})

it.each([
  [{ tab: 'nonsense', chat: 'x', accounts: 'a,-1,0' }],
  [{ tab: 1, chat: 1e20, accounts: null }],
  [{ chat: {} }],
])('falls back quietly on %o', (search) => {
  const { tab, chat, accounts } = inboxSearch(search as Record<string, unknown>)
  expect([tab, chat, accounts]).toEqual([undefined, undefined, undefined])
})

it('keeps account ids apart', () => expect(accountsOf('3,,5')).toEqual([3, 5]))

it.each(['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)'])(
  'never leads from the login to %s',
  (next) => expect(loginSearch({ next }).next).toBeUndefined(),
)

it('leads back to where the user was', () => {
  expect(loginSearch({ next: '/inbox?chat=1' }).next).toBe('/inbox?chat=1')
})
