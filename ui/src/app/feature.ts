import type { Component } from 'vue'
import type { RouteRecordRaw } from 'vue-router'
import type { Role } from '@/lib/bindings'

export interface NavEntry {
  /** Key of the title in the locales. */
  title: string
  to: string
  icon: Component
  /** `day` stands first and without a heading. */
  group: 'day' | 'business' | 'network' | 'operations' | 'office'
  /** Shown to these roles; to everybody where empty. */
  roles: readonly Role[]
}

export interface PaletteEntry {
  title: string
  to: string
  roles: readonly Role[]
}

/** What a feature tells the frame about itself; adding one touches only the list in features.ts. */
export interface Feature {
  routes: RouteRecordRaw[]
  nav: NavEntry[]
  palette: PaletteEntry[]
}
