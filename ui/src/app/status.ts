/** Where the program stands and who is signed in; one source for the whole window. */
import { computed, ref } from 'vue'
import type { AppStatus, Role } from '@/lib/bindings'
import { call, commands, events } from '@/lib/ipc'

export const status = ref<AppStatus | null>(null)
/** Set while the window waits for the password after idleness; what is on the screen stays behind it. */
export const locked = ref(false)

export const me = computed(() => (status.value?.phase.phase === 'signed_in' ? status.value.phase.me : null))

/** The database runs on this computer and is ours to back up: an empty start or the sample network. */
export const privateDatabase = computed(() => {
  const mode = status.value?.connection?.mode
  return mode === 'embedded' || mode === 'sample'
})

export function hasRole(...roles: Role[]): boolean {
  return me.value?.roles.some((role) => roles.includes(role)) ?? false
}

export async function refreshStatus(): Promise<void> {
  status.value = await call(commands.appStatus())
}

export async function followStatus(): Promise<void> {
  await events.statusChanged.listen((event) => {
    status.value = event.payload
  })
  await refreshStatus()
}
