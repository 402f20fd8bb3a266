/** The settings page: what is stored, what is typed over it, and saving against the version that was read. */
import { computed, ref, watch } from 'vue'
import { useFormProblems } from '@/components/formProblems'
import {
  blankSettings,
  checkSettings,
  fromForm,
  settingsFields,
  toForm,
  type SettingsForm,
} from '@/components/settings/settingsForm'
import type { Settings, Submitted } from '@/lib/bindings'
import { useCommand } from '@/lib/command'
import { Refused } from '@/lib/ipc'
import { changeSettings, useSettings } from '../api'

export function useSettingsForm() {
  const stored = useSettings()
  const typed = ref<SettingsForm>(blankSettings('id'))
  /** The version and values that the form began with. */
  const base = ref<Settings | null>(null)
  const stale = ref(false)
  const checks = useFormProblems(() => checkSettings(typed.value))
  const { busy, run } = useCommand()

  function adopt(settings: Settings): void {
    base.value = settings
    typed.value = toForm(settings)
    stale.value = false
    checks.reset()
  }

  const changed = computed(
    () => base.value !== null && JSON.stringify(typed.value) !== JSON.stringify(toForm(base.value)),
  )

  watch(
    stored.data,
    (now) => {
      if (!now || now.version === base.value?.version) return
      // What somebody else stored comes in by itself, unless it would overwrite what is being typed.
      if (base.value === null || !changed.value) adopt(now)
      else stale.value = true
    },
    { immediate: true },
  )

  async function reload(): Promise<void> {
    const { data } = await stored.refetch()
    if (data) adopt(data)
  }

  async function submit(form: HTMLElement | null): Promise<Submitted<null> | null> {
    if (busy.value || base.value === null || !checks.ready(form)) return null
    try {
      const outcome = await run({ values: fromForm(typed.value), version: base.value.version }, changeSettings)
      await reload()
      return outcome
    } catch (error) {
      if (error instanceof Refused && error.code === 'stale') stale.value = true
      else checks.refuse(error, settingsFields, form)
      return null
    }
  }
  return { stored, typed, ...checks, busy, changed, stale, reload, submit }
}
