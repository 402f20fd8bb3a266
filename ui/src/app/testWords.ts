/** Tests read texts of both languages at once; the window reads the one that is spoken. */
import { loadWords } from './i18n'

await Promise.all([loadWords('id'), loadWords('en')])
