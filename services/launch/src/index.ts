export { createLaunchApp, type LaunchConfig } from './create-app.js';
