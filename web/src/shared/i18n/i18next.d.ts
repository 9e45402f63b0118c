import 'i18next'
import type { ru } from './ru'
import type accounts from './ru/accounts.json'
import type conversation from './ru/conversation.json'
import type notices from './ru/notices.json'
import type quick from './ru/quick.json'
import type session from './ru/session.json'
import type share from './ru/share.json'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common'
    resources: typeof ru & {
      accounts: typeof accounts
      conversation: typeof conversation
      notices: typeof notices
      quick: typeof quick
      session: typeof session
      share: typeof share
    }
  }
}
