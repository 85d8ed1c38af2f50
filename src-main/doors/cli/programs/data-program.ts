import type { Command } from 'commander';
import {
  compareData,
  type EmbedOptions,
  embedData,
  listData,
  namedField,
  saveData,
} from '../commands/archival/data-commands.ts';
import type { Words } from '../words/words-zh-cn.ts';
import type { Run } from './program-parts.ts';

/** `qianyin data …` */
export function addData(program: Command, { commands, options }: Words, run: Run): void {
  const data = program.command('data').description(commands.data);
  data
    .command('embed')
    .description(commands.dataEmbed)
    .argument('<file.pdf>')
    .requiredOption('--data <file.json|file.xml>', options.dataFile)
    .option('--field <name=path>', options.dataField, namedField)
    .option('--name <name>', options.dataName)
    .option('-o, --output <file.pdf>', options.dataOutput)
    .option('--force', options.force, false)
    .action((file: string, given: EmbedOptions, command: Command) =>
      run(command, (session) => embedData(session, file, given)),
    );
  data
    .command('compare')
    .description(commands.dataCompare)
    .argument('<file.pdf>')
    .option('--data <file.json|file.xml>', options.dataCompared)
    .option('--field <name=path>', options.dataField, namedField)
    .action((file: string, given: Parameters<typeof compareData>[2], command: Command) =>
      run(command, (session) => compareData(session, file, given)),
    );
  data
    .command('list')
    .description(commands.dataList)
    .argument('<file.pdf>')
    .action((file: string, _, command: Command) => run(command, (session) => listData(session, file)));
  data
    .command('save')
    .description(commands.dataSave)
    .argument('<file.pdf>')
    .argument('<name>')
    .requiredOption('-o, --output <file>', options.dataSaved)
    .option('--force', options.force, false)
    .action((file: string, name: string, given: { output: string; force: boolean }, command: Command) =>
      run(command, (session) => saveData(session, file, name, given)),
    );
}
