import type { Command } from 'commander';
import {
  exportTemplate,
  type ImportTemplateOptions,
  importTemplate,
  listTemplates,
  removeTemplate,
  saveTemplate,
  showTemplate,
} from '../commands/template-commands.ts';
import { combineForMany } from '../placement-options.ts';
import type { Words } from '../words/words-zh-cn.ts';
import { addPlacements } from './placement-program.ts';
import { collect, type Run } from './program-parts.ts';

/** `qianyin templates …` */
export function addTemplateCommands(program: Command, words: Words, run: Run): void {
  const { commands, options } = words;
  const templates = program.command('templates').description(commands.templates);
  templates
    .command('list', { isDefault: true })
    .description(commands.templatesList)
    .action((_, command: Command) => run(command, listTemplates));
  templates
    .command('show')
    .description(commands.templatesShow)
    .argument('<name>')
    .action((name: string, _, command: Command) => run(command, (session) => showTemplate(session, name)));
  const save = templates.command('save').description(commands.templatesSave).argument('<name>');
  const steps = addPlacements(save, words);
  save
    .option('--document <file.pdf>', options.templateDocument)
    .option('--force', options.force, false)
    .action((name: string, given: { document?: string; force: boolean }, command: Command) => {
      const placements = combineForMany(steps);
      return run(command, (session) => saveTemplate(session, name, { ...given, placements }));
    });
  templates
    .command('remove')
    .description(commands.templatesRemove)
    .argument('<name>')
    .action((name: string, _, command: Command) => run(command, (session) => removeTemplate(session, name)));
  templates
    .command('export')
    .description(commands.templatesExport)
    .argument('<name>')
    .option('-o, --output <file.json>', options.outputFile)
    .option('--force', options.force, false)
    .action((name: string, given: { output?: string; force: boolean }, command: Command) =>
      run(command, (session) => exportTemplate(session, name, given)),
    );
  templates
    .command('import')
    .description(commands.templatesImport)
    .argument('<file.json>')
    .option('--bind <seal=seal>', options.bind, collect, [])
    .option('--force', options.force, false)
    .action((file: string, given: ImportTemplateOptions, command: Command) =>
      run(command, (session) => importTemplate(session, file, given)),
    );
}
