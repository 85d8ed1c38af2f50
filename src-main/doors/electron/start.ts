/** What Electron starts: the program itself, once the packages beside the archive that it loads are known to be those of the release. */
import { app, dialog } from 'electron';
import { AppError } from '../../contract/index.ts';
import { assertLoadedAsPacked } from '../../files/index.ts';
import { describeError } from '../../words/index.ts';

try {
  assertLoadedAsPacked(import.meta.url);
} catch (thrown) {
  const error = AppError.from(thrown);
  // Nothing else is loaded yet, the settings neither.
  const said = (['zh-CN', 'en'] as const).map((language) => Object.values(describeError(error.toShape(), language)));
  dialog.showErrorBox('钤印', `${said.map((sentences) => sentences.join('\n')).join('\n\n')}\n\n(${error.code})`);
  app.exit(1);
  throw error;
}
await import('./main.ts');
