import { VueQueryPlugin } from '@tanstack/vue-query'
import { createApp } from 'vue'
import App from './App.vue'
import { i18n } from './app/i18n'
import { queryClient } from './app/query'
import { router } from './app/router'
import './app/theme'
import './style.css'

createApp(App).use(i18n).use(router).use(VueQueryPlugin, { queryClient }).mount('#app')
