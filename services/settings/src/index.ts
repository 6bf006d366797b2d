export { createSettingsApp, type SettingsConfig } from './create-app.js';
