import type { Command } from 'commander';
import {
  type CollectOptions,
  collectAudit,
  type DatabaseOptions,
  showAuditStatus,
} from '../commands/audit/audit-commands.ts';
import type { Words } from '../words/words-zh-cn.ts';
import type { Run } from './program-parts.ts';

/** `qianyin audit collect` and `qianyin audit status` */
export function addAuditCommands(program: Command, { commands, options }: Words, run: Run): void {
  const audit = program.command('audit').description(commands.audit);
  audit
    .command('collect')
    .description(commands.auditCollect)
    .argument('<package.zip...>')
    .requiredOption('--to <postgres://…>', options.database)
    .option('--broken', options.takeBroken, false)
    .action((packages: string[], given: CollectOptions, command: Command) =>
      run(command, (session) => collectAudit(session, packages, given)),
    );
  audit
    .command('status')
    .description(commands.auditStatus)
    .requiredOption('--to <postgres://…>', options.database)
    .action((given: DatabaseOptions, command: Command) => run(command, (session) => showAuditStatus(session, given)));
}
