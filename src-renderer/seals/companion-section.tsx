import { Select } from 'antd';
import { useState } from 'react';
import { registerStateOf, type SealWithState } from '../../src-main/contract/index.ts';
import { serialTail } from '../../src-main/words/index.ts';
import { useApp } from '../app-state.tsx';
import { useBridge } from '../bridge.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useSpeech } from '../words/index.ts';

const none = 'none';

/** 双签名: which certificate signs beside the seal's own, if any. */
export function CompanionSection({ seal }: { seal: SealWithState }) {
  const bridge = useBridge();
  const { tokens } = useApp();
  const { words } = useSpeech();
  const text = words.sealKeeping.companion;
  const [working, setWorking] = useState(false);
  const [saved, setSaved] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const { companion, binding } = seal;

  const certificates = tokens.flatMap((token) => token.certificates.map((certificate) => ({ token, certificate })));
  const own = certificates.find(({ certificate }) => certificate.fingerprint === binding.certificateFingerprint);
  const isSm2 = (keyAlgorithm: string | undefined) => keyAlgorithm === 'SM2';
  const choices = certificates
    .filter(({ certificate }) => certificate.fingerprint !== binding.certificateFingerprint)
    .map(({ token, certificate }) => {
      const sameKind =
        own !== undefined && isSm2(own.certificate.keyAlgorithm) === isSm2(certificate.keyAlgorithm)
          ? text.sameAlgorithm
          : null;
      const trouble = certificate.problem === null ? sameKind : words.certificateProblems[certificate.problem];
      const name = `${certificate.subject.display} · ${certificate.keyAlgorithm} · ${serialTail(token.serial)}`;
      return {
        value: certificate.fingerprint,
        label: trouble === null ? name : `${name} · ${trouble}`,
        disabled: trouble !== null,
        tokenId: token.id,
      };
    });
  const isHere = choices.some(({ value }) => value === companion?.certificateFingerprint);
  const absent =
    companion === null || isHere
      ? []
      : [
          {
            value: companion.certificateFingerprint,
            label: `${companion.ownerName} · ${serialTail(companion.tokenSerial)} · ${text.notPlugged}`,
            disabled: true,
          },
        ];

  const choose = async (fingerprint: string) => {
    // A disabled field would lose the focus, and with it the keyboard.
    if (working) return;
    const choice = choices.find(({ value }) => value === fingerprint);
    setError(null);
    setSaved(false);
    setWorking(true);
    try {
      await bridge.call('seals.setCompanion', {
        id: seal.id,
        companion: choice === undefined ? null : { tokenId: choice.tokenId, certificateFingerprint: fingerprint },
      });
      setSaved(true);
    } catch (thrown) {
      setError(thrown);
    } finally {
      setWorking(false);
    }
  };

  if (registerStateOf(seal) === 'revoked') return null;
  return (
    <section className="stack">
      <h3>{text.heading}</h3>
      <p>{text.text}</p>
      <label htmlFor="companion">{text.label}</label>
      <Select
        id="companion"
        data-testid="companion"
        value={companion?.certificateFingerprint ?? none}
        loading={working}
        options={[{ value: none, label: text.none }, ...choices, ...absent]}
        onChange={choose}
      />
      {saved && (
        <span className="good-text" role="status">
          ✓ {text.saved}
        </span>
      )}
      {error !== null && <ErrorPanel error={error} />}
    </section>
  );
}
