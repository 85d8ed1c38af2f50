import {
  isSameSerial,
  type OpenedDocument,
  type SealWithState,
  type Token,
  type UseParticulars,
} from '../../src-main/contract/index.ts';
import { formatDay, historyWords, serialTail } from '../../src-main/words/index.ts';
import { Facts } from '../parts/facts.tsx';
import { enteredParticulars } from '../parts/particulars-fields.tsx';
import { SealNaming } from '../parts/seal-naming.tsx';
import { useSpeech } from '../words/index.ts';

type Binding = SealWithState['binding'];

/** Bindings without repetition, by what they name. */
const distinct = (bindings: readonly Binding[]) => [
  ...new Map(bindings.map((binding) => [`${binding.tokenSerial} ${binding.certificateFingerprint}`, binding])).values(),
];

/** Which seal, certificate and token will sign, and whose certificate signs with it. */
export function SigningFacts({
  opened,
  seals,
  tokens,
  reason,
  particulars,
}: {
  opened: OpenedDocument;
  /** Those that are placed. */
  seals: readonly SealWithState[];
  tokens: readonly Token[];
  reason: string;
  particulars: UseParticulars;
}) {
  const { language, words } = useSpeech();
  const own = distinct(seals.map(({ binding }) => binding));
  const companions = distinct(seals.flatMap(({ companion }) => companion ?? []));
  const tokenName = ({ tokenSerial, tokenLabel }: Binding) =>
    tokens.find(({ serial }) => isSameSerial(serial, tokenSerial))?.label ?? tokenLabel;
  return (
    <Facts
      facts={[
        { label: words.confirm.document, value: opened.name },
        {
          label: words.confirm.seal,
          value: (
            <>
              {seals.map(({ name }) => name).join(words.common.separator)}
              {seals.map((seal) => (
                <SealNaming key={seal.id} seal={seal} />
              ))}
            </>
          ),
        },
        {
          label: words.confirm.certificate,
          value: own.map((binding) => (
            <div key={binding.certificateFingerprint}>
              {binding.ownerName}{' '}
              <span className="quiet">{words.common.validUntil(formatDay(binding.notAfter, language))}</span>
            </div>
          )),
        },
        {
          label: words.confirm.token,
          value: own.map((binding) => (
            <div key={binding.certificateFingerprint}>
              {tokenName(binding)} <span className="quiet">{serialTail(binding.tokenSerial)}</span>
            </div>
          )),
        },
        companions.length === 0
          ? null
          : {
              label: words.confirm.companion,
              value: companions.map((binding) => (
                <div key={binding.certificateFingerprint} data-testid="companion-fact">
                  {binding.ownerName}{' '}
                  <span className="quiet">
                    {tokenName(binding)} {serialTail(binding.tokenSerial)}
                  </span>
                </div>
              )),
            },
        reason === '' ? null : { label: words.stamp.reason, value: reason },
        ...enteredParticulars(particulars, historyWords[language].particulars),
      ]}
    />
  );
}
