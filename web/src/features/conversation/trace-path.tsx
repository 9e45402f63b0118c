import {
  IconArrowsRightLeft,
  IconArrowsSplit,
  IconBook2,
  IconCircleDot,
  IconGauge,
  IconHistory,
  IconMessage,
  IconPlayerPlay,
  IconPlayerStop,
  IconSparkles,
  IconTargetArrow,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { TraceStep } from './trace'
import classes from './trace-path.module.css'

const icons = {
  start: IconPlayerPlay,
  context: IconHistory,
  intent: IconTargetArrow,
  confidence: IconGauge,
  search: IconBook2,
  ai_response: IconSparkles,
  condition: IconArrowsSplit,
  message: IconMessage,
  handoff: IconArrowsRightLeft,
  end: IconPlayerStop,
} as const

type NodeKind = keyof typeof icons

/** The nodes a turn went through, in order, each with the exit it was left by. */
export function TracePath({ steps }: { steps: readonly TraceStep[] }) {
  const { t } = useTranslation(['conversation', 'common'])
  return (
    <ol className={classes.path}>
      {steps.map((step, index) => {
        const kind = isNodeKind(step.kind) ? step.kind : null
        const Icon = kind === null ? IconCircleDot : icons[kind]
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a node may be visited twice, and the list is fixed
          <li key={index} className={classes.step} data-kind={kind ?? undefined}>
            <span className={classes.icon}>
              <Icon size={16} stroke={1.75} aria-hidden />
            </span>
            <span className={classes.words}>
              <span>
                <span className={classes.kind}>
                  {kind === null ? t('trace.event') : t(`trace.node.${kind}`)}
                </span>{' '}
                <code className={classes.id}>{step.node}</code>
              </span>
              {step.exit && step.exit !== 'next' && (
                <span className={classes.exit}>
                  {step.exit}
                  {step.to && ` → ${step.to}`}
                </span>
              )}
              {step.failure && <span className={classes.failure}>{step.failure}</span>}
            </span>
          </li>
        )
      })}
    </ol>
  )
}

const isNodeKind = (kind: string): kind is NodeKind => kind in icons
