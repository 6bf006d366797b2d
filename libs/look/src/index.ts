import { fileURLToPath } from 'node:url';

/** Folder with tokens.css (cascade layers, first) and components.css (second). */
export const LOOK_ASSETS = fileURLToPath(new URL('../assets/', import.meta.url));
