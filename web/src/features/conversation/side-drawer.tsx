import { Drawer } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useOverlay } from '@/shared/ui/overlay'
import classes from './side-drawer.module.css'

interface SideDrawerProps {
  title: string
  onClose: () => void
  children: ReactNode
}

/** A panel over the right side of the page. */
export function SideDrawer({ title, onClose, children }: SideDrawerProps) {
  const { t } = useTranslation()
  useOverlay(onClose)
  return (
    <Drawer
      opened
      onClose={onClose}
      closeOnEscape={false}
      position="right"
      title={title}
      classNames={{ body: classes.body, title: classes.title }}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      {children}
    </Drawer>
  )
}
