import { useId, useState } from 'react'
import type { LinkedDeviceView } from '../../control.ts'
import { BrowserIcon } from '../parts/BrowserIcon.tsx'
import { Button } from '../parts/Button.tsx'
import { activityWords } from '../times.ts'
import { words } from '../words.ts'
import css from './DeviceRow.module.css'

interface DeviceRowProps {
  readonly device: LinkedDeviceView
  readonly now: number
  /** Whether the device is gone. */
  readonly onRemove: () => Promise<boolean>
}

type Step = 'shown' | 'asked' | 'kept' | 'removing'

/** One linked device; removing it asks once. */
export function DeviceRow({ device, now, onRemove }: DeviceRowProps) {
  const [step, setStep] = useState<Step>('shown')
  const question = useId()
  const { name, browser, online } = device
  const remove = async () => {
    setStep('removing')
    if (!(await onRemove())) setStep('kept')
  }
  return (
    <li className={css.row}>
      <div className={css.line}>
        <BrowserIcon browser={browser} />
        <div className={css.text}>
          <h3 className={css.name}>{name}</h3>
          <p className={online ? css.active : css.idle}>{activityWords(device, now)}</p>
        </div>
        {(step === 'shown' || step === 'kept') && (
          <Button
            look="quiet"
            shape="small"
            className={css.remove}
            aria-label={words.devices.removeNamed(name)}
            autoFocus={step === 'kept'}
            onClick={() => setStep('asked')}
          >
            {words.devices.remove}
          </Button>
        )}
      </div>
      {(step === 'asked' || step === 'removing') && (
        <div
          className={css.confirm}
          role="group"
          aria-labelledby={question}
          onKeyDown={(event) => {
            if (event.key === 'Escape' && step === 'asked') setStep('kept')
          }}
        >
          <p className={css.question} id={question}>
            {words.devices.removeQuestion(name)}
          </p>
          <p className={css.meaning}>{words.devices.removeMeaning}</p>
          <div className={css.choices}>
            <Button
              look="plain"
              shape="small"
              autoFocus
              disabled={step === 'removing'}
              onClick={() => setStep('kept')}
            >
              {words.devices.keep}
            </Button>
            <Button look="danger" shape="small" disabled={step === 'removing'} onClick={remove}>
              {step === 'removing' ? words.devices.removing : words.devices.remove}
            </Button>
          </div>
        </div>
      )}
    </li>
  )
}
