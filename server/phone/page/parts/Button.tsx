import type { ButtonHTMLAttributes, Ref } from 'react'
import css from './Button.module.css'

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly look: 'primary' | 'plain' | 'danger' | 'quiet'
  readonly shape?: 'small' | 'wide' | 'icon'
  readonly ref?: Ref<HTMLButtonElement>
}

/** The one button of the phone. */
export function Button({ look, shape, className, ...rest }: ButtonProps) {
  const classes = [css.button, css[look], shape && css[shape], className].filter(Boolean).join(' ')
  return <button type="button" {...rest} className={classes} />
}
