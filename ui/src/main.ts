import { createApp } from 'vue'
import App from './App.vue'
import { i18n, loadWords } from './app/i18n'
import './app/theme'
import './style.css'

void loadWords(i18n.global.locale.value).then(() => createApp(App).use(i18n).mount('#app'))
