import { Alert, Checkbox, DatePicker, Form, Input } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { isSameSerial, type SealWithState } from '../../src-main/contract/index.ts';
import { formatDay, serialTail } from '../../src-main/words/index.ts';
import { useApp } from '../app-state.tsx';
import { useBridge } from '../bridge.ts';
import { Dialog } from '../parts/dialog.tsx';
import { TokenLogin, useTokenLogin } from '../parts/token-login.tsx';
import { useSpeech } from '../words/index.ts';
import { type BindingChoice, BindingSelect, useOnlyBinding } from './binding-select.tsx';
import { useTokenSeals } from './token-seals.tsx';

/** 制章: a maker's certificate makes the seal of GB/T 38540. */
export function MakeStandard({ seal, onClose }: { seal: SealWithState; onClose: () => void }) {
  const bridge = useBridge();
  const { tokens } = useApp();
  const { found, look } = useTokenSeals();
  const { language, words } = useSpeech();
  const text = words.sealKeeping.make;
  const only = useOnlyBinding();
  const [maker, setMaker] = useState<BindingChoice | null>(only);
  const [sealNumber, setSealNumber] = useState('');
  const [trustMaker, setTrustMaker] = useState(false);
  const [until, setUntil] = useState<Dayjs | null>(null);
  const token = tokens.find(({ id }) => id === maker?.tokenId);
  const makerCertificate = token?.certificates.find(({ fingerprint }) => fingerprint === maker?.certificateFingerprint);
  const login = useTokenLogin(token);
  const { binding } = seal;
  const ownTokenAbsent = !tokens.some(({ serial }) => isSameSerial(serial, binding.tokenSerial));

  const submit = () =>
    login.attempt(async (secrets) => {
      if (maker === null) return;
      await bridge.call('seals.make', {
        id: seal.id,
        maker,
        sealNumber,
        trustMaker,
        ...(until === null ? {} : { validUntil: until.endOf('day').millisecond(0).toISOString() }),
        ...secrets,
      });
      // What tokens carry may have been the seal until now.
      await Promise.all([...found.keys()].map(look));
      onClose();
    });

  return (
    <Dialog
      width={560}
      title={text.title(seal.name)}
      okText={text.confirm}
      onOk={submit}
      onCancel={onClose}
      confirmLoading={login.working}
      okButtonProps={{ disabled: !login.ready || ownTokenAbsent, 'data-testid': 'make-standard-confirm' }}
    >
      <Form
        layout="vertical"
        requiredMark={false}
        onFinish={submit}
        className="stack"
        data-testid="make-standard-sheet"
      >
        <p>{text.text}</p>
        {seal.standard !== null && <p className="quiet">{text.replaces}</p>}
        {ownTokenAbsent && <Alert type="warning" showIcon title={text.tokenAbsent(serialTail(binding.tokenSerial))} />}
        <div>
          <Form.Item
            label={text.maker}
            htmlFor="seal-maker"
            extra={
              makerCertificate !== undefined && makerCertificate.keyAlgorithm !== 'SM2' ? (
                <span className="warning-text">▲ {text.makerNotSm2}</span>
              ) : undefined
            }
          >
            <BindingSelect id="seal-maker" value={maker} onChange={setMaker} />
          </Form.Item>
          <div className="form-pair">
            <Form.Item label={text.number} htmlFor="seal-number" extra={text.numberHint}>
              <Input
                id="seal-number"
                maxLength={40}
                value={sealNumber}
                data-testid="seal-number"
                onChange={(event) => setSealNumber(event.target.value.trim())}
              />
            </Form.Item>
            <Form.Item
              label={text.until}
              htmlFor="seal-until"
              extra={text.untilHint(formatDay(binding.notAfter, language))}
            >
              <DatePicker
                id="seal-until"
                style={{ width: '100%' }}
                value={until}
                onChange={(day: Dayjs | null) => setUntil(day)}
                disabledDate={(day) => day.isBefore(dayjs(), 'day')}
              />
            </Form.Item>
          </div>
        </div>
        <Form.Item extra={text.trustMakerHint}>
          <Checkbox
            checked={trustMaker}
            data-testid="trust-maker"
            onChange={(event) => setTrustMaker(event.target.checked)}
          >
            {text.trustMaker}
          </Checkbox>
        </Form.Item>
        <TokenLogin key={token?.id} login={login} testId="maker-pin" />
        <button type="submit" hidden aria-hidden tabIndex={-1} />
      </Form>
    </Dialog>
  );
}
