import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { obtainBridge } from './bridge.ts';
import { rememberFocus } from './parts/focus-return.ts';
import './styles.css';

rememberFocus(document);
const container = document.getElementById('root');
if (container === null) throw new Error('the page has no #root');
createRoot(container).render(<App bridge={obtainBridge()} />);
