import { type Language, roleName } from '../contract/index.ts';

const words = {
  'zh-CN': { keeper: '印章保管人', operator: '经办人', auditor: '审计员' },
  en: { keeper: 'keeper', operator: 'operator', auditor: 'auditor' },
} as const satisfies Readonly<Record<Language, Readonly<Record<string, string>>>>;

/** What a role is called; another text is itself. */
export function describeRole(role: unknown, language: Language): string {
  const known = roleName.safeParse(role);
  return known.success ? words[language][known.data] : String(role);
}
