import '@aicc-bridge/look/tokens.css';
import '@aicc-bridge/look/components.css';
import './look/look.css';
import './shell/shell.css';
import './sign-in/sign-in.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Console } from './console.js';
import { chosenTheme, showTheme } from './shell/theme.js';

showTheme(chosenTheme());
const root = document.getElementById('root');
if (root)
  createRoot(root).render(
    <StrictMode>
      <Console />
    </StrictMode>,
  );
