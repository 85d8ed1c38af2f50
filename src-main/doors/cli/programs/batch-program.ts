import { type Command, Option } from 'commander';
import { type BatchOptions, listBatches, removeBatch, runBatch, writeManifest } from '../commands/batch-command.ts';
import { addParticulars } from '../particulars-options.ts';
import { combineForMany } from '../placement-options.ts';
import type { Words } from '../words/words-zh-cn.ts';
import { addPlacements } from './placement-program.ts';
import { collect, type Run } from './program-parts.ts';

/** `qianyin batch` and `qianyin batches` */
export function addBatchCommands(program: Command, words: Words, run: Run): void {
  const { commands, options } = words;
  const command = program
    .command('batch')
    .description(commands.batch)
    .argument('<folder|job.csv|job.xlsx>')
    .option('-o, --output <folder>', options.batchOutput);
  const steps = addPlacements(command, words);
  addParticulars(command, words)
    .option('--template <name>', options.template)
    .option('--pattern <pattern>', options.pattern, '{name}_已盖章')
    .option('--reason <text>', options.reason, '')
    .option('--location <text>', options.location, '')
    .option('--no-recursive', options.noRecursive)
    .option('--again', options.again, false)
    .option('--resume', options.resume, false)
    .addOption(new Option('--retry-failed', options.retryFailed).default(false))
    .addOption(new Option('--dry-run', options.dryRun).default(false).conflicts(['pinStdin', 'finalTry']))
    .option('--manifest <file>', options.manifest)
    .option('--sign-manifest', options.signManifest, false)
    .option('--also-seal <id|name>', options.alsoSeal, collect, [])
    .option('--password-stdin', options.passwordStdin, false)
    .option('--pin-stdin', options.pinStdin, false)
    .option('--final-try', options.finalTry, false)
    .action((source: string, given: Omit<BatchOptions, 'placements'>) => {
      const placements = steps.length === 0 ? [] : combineForMany(steps);
      return run(command, (session) => runBatch(session, source, { ...given, placements }));
    });
  const batches = program.command('batches').description(commands.batches);
  batches
    .command('list', { isDefault: true })
    .description(commands.batchesList)
    .action((_, list: Command) => run(list, listBatches));
  batches
    .command('manifest')
    .description(commands.batchesManifest)
    .argument('<id>')
    .requiredOption('-o, --output <file>', options.manifestOutput)
    .option('--force', options.force, false)
    .action((id: string, given: { output: string; force: boolean }, manifest: Command) =>
      run(manifest, (session) => writeManifest(session, id, given)),
    );
  batches
    .command('remove')
    .description(commands.batchesRemove)
    .argument('<id>')
    .action((id: string, _, remove: Command) => run(remove, (session) => removeBatch(session, id)));
}
