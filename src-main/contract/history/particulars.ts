import { z } from 'zod';

const text = z.string().trim().max(200).default('');

/** What offices write beside a use of a seal (用印登记). Empty where nobody entered it. */
export const useParticulars = z.object({
  unit: text.describe('用印单位/部门'),
  documentNumber: text.describe('文号'),
  category: text.describe('用印类别'),
  copies: z.number().int().min(1).max(99_999).nullable().default(null).describe('份数'),
  counterparty: text.describe('相对方'),
  amount: text.describe('金额, as the person wrote it'),
  approver: text.describe('审批人'),
  approvalNumber: text.describe('审批单号'),
  supervisor: text.describe('监印人'),
  note: z.string().trim().max(1000).default('').describe('备注'),
});
export type UseParticulars = z.infer<typeof useParticulars>;

/** Nothing entered. */
export const noParticulars: UseParticulars = useParticulars.parse({});
