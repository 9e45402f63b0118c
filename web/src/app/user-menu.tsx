import { type MantineColorScheme, Menu, UnstyledButton, useMantineColorScheme } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/endpoints'
import { allowNotices } from '@/shared/attention/call'
import { setAttention, useAttentionSettings } from '@/shared/attention/settings'
import { setLanguage, useLanguage } from '@/shared/i18n/i18n'
import { mayReply, useMe } from '@/shared/session/session'
import { Avatar } from '@/shared/ui/avatar'
import { useShowError } from '@/shared/ui/error-text'
import { notify } from '@/shared/ui/notify'
import classes from './user-menu.module.css'

const THEMES = ['auto', 'light', 'dark'] as const
const LANGUAGES = ['ru', 'en'] as const

interface UserMenuProps {
  onKeys: () => void
  onNotices: () => void
  onPassword: () => void
}

export function UserMenu({ onKeys, onNotices, onPassword }: UserMenuProps) {
  const { t } = useTranslation()
  const me = useMe()
  const language = useLanguage()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const onError = useShowError()
  // A full load forgets everything the session has shown.
  const logout = useMutation({
    mutationFn: async () => {
      // This browser is nobody's from now on: its pushes end before the session does.
      const { leavePush } = await import('@/shared/attention/push')
      await leavePush()
      return api.logout()
    },
    onSuccess: () => location.assign('/login'),
    onError,
  })
  return (
    // Inside the landmark its button stands in, so that screen readers find it there.
    <Menu position="right-end" width={240} shadow="md" withinPortal={false}>
      <Menu.Target>
        <UnstyledButton className={classes.user} aria-label={t('user.menu', { name: me.name })}>
          <Avatar name={me.name} url={null} seed={me.id} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {me.name} · {t(`role.${me.role}`)}
        </Menu.Label>
        <Menu.Item onClick={onKeys} rightSection={<kbd className={classes.kbd}>Ctrl+/</kbd>}>
          {t('user.keys')}
        </Menu.Item>
        <Menu.Divider />
        <AttentionItems />
        {mayReply(me.role) && <Menu.Item onClick={onNotices}>{t('user.notices')}</Menu.Item>}
        <Menu.Divider />
        <Menu.Label>{t('theme.label')}</Menu.Label>
        <Menu.RadioGroup
          value={colorScheme}
          onChange={(scheme) => setColorScheme(scheme as MantineColorScheme)}
        >
          {THEMES.map((scheme) => (
            <Menu.RadioItem key={scheme} value={scheme}>
              {t(`theme.${scheme}`)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Label>{t('language.label')}</Menu.Label>
        <Menu.RadioGroup
          value={language}
          onChange={(name) => void setLanguage(name === 'en' ? 'en' : 'ru')}
        >
          {LANGUAGES.map((name) => (
            <Menu.RadioItem key={name} value={name} lang={name}>
              {t(`language.${name}`)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item onClick={onPassword}>{t('user.password')}</Menu.Item>
        <Menu.Item color="danger" onClick={() => logout.mutate()}>
          {t('user.logout')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

const SOUNDS = ['all', 'people', 'none'] as const

function AttentionItems() {
  const { t } = useTranslation()
  const { sound, notices } = useAttentionSettings()
  const isOn = notices && isAllowed()
  return (
    <>
      <Menu.Label>{t('attention.sound')}</Menu.Label>
      <Menu.RadioGroup
        value={sound}
        onChange={(chosen) =>
          setAttention({ sound: SOUNDS.find((one) => one === chosen) ?? 'all' })
        }
      >
        {SOUNDS.map((one) => (
          <Menu.RadioItem key={one} value={one}>
            {t(`attention.${one}`)}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
      <Menu.Item
        closeMenuOnClick={false}
        onClick={async () => {
          const isAllowedNow = !isOn && (await allowNotices())
          setAttention({ notices: isAllowedNow })
          if (!isOn && !isAllowedNow)
            void notify({ color: 'danger', message: t('attention.refused') })
        }}
      >
        {t(isOn ? 'attention.noticesOff' : 'attention.noticesOn')}
      </Menu.Item>
    </>
  )
}

const isAllowed = (): boolean =>
  typeof Notification !== 'undefined' && Notification.permission === 'granted'
