import accounts from './accounts.json'
import common from './common.json'
import conversation from './conversation.json'
import inbox from './inbox.json'
import quick from './quick.json'
import session from './session.json'

export const ru = { accounts, common, conversation, inbox, quick, session }
