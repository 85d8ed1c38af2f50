import { Select } from 'antd';
import { formatDay, serialTail } from '../../src-main/words/index.ts';
import { useApp } from '../app-state.tsx';
import { useSpeech } from '../words/index.ts';

export interface BindingChoice {
  tokenId: string;
  certificateFingerprint: string;
}

/** Chooses the certificate a seal is bound to; those that cannot sign are greyed with the reason. */
export function BindingSelect({
  value,
  onChange,
  id,
}: {
  value?: BindingChoice | null;
  onChange?: (choice: BindingChoice) => void;
  id?: string;
}) {
  const { tokens } = useApp();
  const { language, words } = useSpeech();
  const keyOf = (choice: BindingChoice) => `${choice.tokenId}\n${choice.certificateFingerprint}`;
  return (
    <Select
      id={id}
      data-testid="binding-select"
      value={value == null ? undefined : keyOf(value)}
      placeholder={words.seals.certificateRequired}
      onChange={(key: string) => {
        const [tokenId = '', certificateFingerprint = ''] = key.split('\n');
        onChange?.({ tokenId, certificateFingerprint });
      }}
      options={tokens.map((token) => ({
        label: `${token.label} ${serialTail(token.serial)}`,
        title: token.label,
        options: token.certificates.map((certificate) => ({
          value: keyOf({ tokenId: token.id, certificateFingerprint: certificate.fingerprint }),
          disabled: certificate.problem !== null,
          label: `${certificate.subject.display} · ${
            certificate.problem === null
              ? words.common.validUntil(formatDay(certificate.notAfter, language))
              : words.certificateProblems[certificate.problem]
          }`,
        })),
      }))}
    />
  );
}

/** The one usable certificate when there is just one, so that nobody has to choose. */
export function useOnlyBinding(): BindingChoice | null {
  const { tokens } = useApp();
  const usable = tokens.flatMap((token) =>
    token.certificates
      .filter((certificate) => certificate.problem === null)
      .map((certificate) => ({ tokenId: token.id, certificateFingerprint: certificate.fingerprint })),
  );
  return usable.length === 1 ? (usable[0] ?? null) : null;
}
