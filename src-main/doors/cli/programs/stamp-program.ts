import { type Command, Option } from 'commander';
import { proof } from '../commands/proof-command.ts';
import { type StampOptions, stamp } from '../commands/stamp-command.ts';
import { addParticulars } from '../particulars-options.ts';
import { combinePlacements } from '../placement-options.ts';
import type { Words } from '../words/words-zh-cn.ts';
import { addPlacements } from './placement-program.ts';
import type { Run } from './program-parts.ts';

type GivenToStamp = Omit<StampOptions, 'placements'> & { proof?: string };

export function addStamp(program: Command, words: Words, run: Run): void {
  const { commands, options } = words;
  const command = program
    .command('stamp')
    .description(commands.stamp)
    .argument('<input.pdf|input.ofd>')
    .option('-o, --output <file>', options.output);
  const steps = addPlacements(command, words, { onOneDocument: true });
  addParticulars(command, words)
    .option('--template <name>', options.template)
    .addOption(new Option('--ticket <ticket.jws>', options.ticket).conflicts(['template', 'proof']))
    .option('--reason <text>', options.reason, '')
    .option('--location <text>', options.location, '')
    .addOption(new Option('--proof <proof.pdf>', options.proof).conflicts(['output', 'pinStdin', 'finalTry']))
    .option('--lock', options.lock, false)
    .option('--force', options.force, false)
    .option('--password-stdin', options.passwordStdin, false)
    .option('--pin-stdin', options.pinStdin, false)
    .option('--final-try', options.finalTry, false)
    .option('--check', options.check, false)
    .action(async (input: string, { proof: proofPath, ...given }: GivenToStamp) => {
      const isPlaced = given.template !== undefined || given.ticket !== undefined;
      const placements = isPlaced && steps.length === 0 ? [] : combinePlacements(steps);
      await run(command, (session) =>
        proofPath === undefined
          ? stamp(session, input, { ...given, placements })
          : proof(session, input, { ...given, placements, proof: proofPath }),
      );
    });
}
