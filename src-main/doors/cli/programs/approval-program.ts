import type { Command } from 'commander';
import { distrustApproval, showApproval, showTicket, trustApproval } from '../commands/control/approval-commands.ts';
import type { Words } from '../words/words-zh-cn.ts';
import type { Run } from './program-parts.ts';

/** `qianyin approval …` */
export function addApproval(program: Command, { commands }: Words, run: Run): void {
  const approval = program.command('approval').description(commands.approval);
  approval
    .command('info', { isDefault: true })
    .description(commands.approvalInfo)
    .action((_, command: Command) => run(command, showApproval));
  approval
    .command('trust')
    .description(commands.approvalTrust)
    .argument('<file>')
    .action((file: string, _, command: Command) => run(command, (session) => trustApproval(session, file)));
  approval
    .command('distrust')
    .description(commands.approvalDistrust)
    .argument('<fingerprint>')
    .action((fingerprint: string, _, command: Command) =>
      run(command, (session) => distrustApproval(session, fingerprint)),
    );
  approval
    .command('read')
    .description(commands.approvalRead)
    .argument('<ticket.jws>')
    .action((file: string, _, command: Command) => run(command, (session) => showTicket(session, file)));
}
