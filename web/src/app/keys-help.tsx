import { useTranslation } from 'react-i18next'
import { Dialog } from '@/shared/ui/dialog'
import classes from './keys-help.module.css'

/** Every shortcut of the page; the keys themselves are bound where they act, and a test compares the two. */
export const KEYS = [
  ['next', 'Alt+J'],
  ['previous', 'Alt+K'],
  ['reply', 'Alt+L'],
  ['walk', '↑ ↓'],
  ['note', 'Alt+P'],
  ['snooze', 'Alt+M'],
  ['search', 'Ctrl+K'],
  ['back', 'Esc'],
  ['send', 'Enter'],
  ['newline', 'Shift+Enter'],
  ['expand', 'Tab'],
  ['help', 'Ctrl+/'],
] as const

export function KeysHelp({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Dialog onClose={onClose} title={t('keys.title')}>
      <dl className={classes.keys}>
        {KEYS.map(([name, key]) => (
          <div key={name} className={classes.key}>
            <dt>{t(`keys.${name}`)}</dt>
            <dd>
              <kbd>{key}</kbd>
            </dd>
          </div>
        ))}
      </dl>
      <p className={classes.note}>{t('keys.layout')}</p>
    </Dialog>
  )
}
