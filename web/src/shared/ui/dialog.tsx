import { Modal, type ModalProps } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useOverlay } from './overlay'

type DialogProps = Pick<ModalProps, 'onClose' | 'title' | 'children' | 'size'>

/** A window over the page, there as long as it is rendered. */
export function Dialog(props: DialogProps) {
  const { t } = useTranslation()
  useOverlay(props.onClose)
  return (
    <Modal
      opened
      closeOnEscape={false}
      closeButtonProps={{ 'aria-label': t('action.close') }}
      {...props}
    />
  )
}
