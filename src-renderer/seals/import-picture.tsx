import { Alert, Checkbox, Form, Input, InputNumber, Select } from 'antd';
import { useEffect, useMemo, useState } from 'react';
import {
  type MethodOutput,
  ownerNameOf,
  type SealArtwork,
  type SealKind,
  sealKind,
  standardShapeOf,
} from '../../src-main/contract/index.ts';
import { useApp } from '../app-state.tsx';
import { useBridge } from '../bridge.ts';
import { Dialog } from '../parts/dialog.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { Picture } from '../parts/picture.tsx';
import { useSpeech } from '../words/index.ts';
import { type BindingChoice, BindingSelect, useOnlyBinding } from './binding-select.tsx';
import type { ImportPart } from './import-part.ts';
import { usualWidthUnlessMet } from './seal-form.ts';

interface Fields {
  name?: string;
  kind: SealKind;
  widthMm: number;
  binding?: BindingChoice | null;
}

/** Fewer dots per inch look blurred in print. */
const goodDpi = 300;

const asArtwork = (png: Uint8Array): SealArtwork => ({ mediaType: 'image/png', content: png });

/** Imports the picture of a seal, shown before and after its background is removed. */
export function ImportPicture({ png, fileField, onDone, onClose }: ImportPart & { png: Uint8Array }) {
  const bridge = useBridge();
  const { words } = useSpeech();
  const [form] = Form.useForm<Fields>();
  const widthMm = Form.useWatch('widthMm', form) ?? 40;
  const usual = usualWidthUnlessMet(Form.useWatch('kind', form) ?? 'official', widthMm);
  const only = useOnlyBinding();
  const { tokens } = useApp();
  const chosen = Form.useWatch('binding', form) ?? only;
  const certificate = tokens
    .find(({ id }) => id === chosen?.tokenId)
    ?.certificates.find(({ fingerprint }) => fingerprint === chosen?.certificateFingerprint);
  const owner = certificate === undefined ? '' : ownerNameOf(certificate.subject);
  /** Which picture was held against whose name: of another one nothing is known. */
  const [compared, setCompared] = useState<{ png: Uint8Array; owner: string } | null>(null);
  const isCompared = compared?.png === png && compared.owner === owner;
  const [removeBackground, setRemoveBackground] = useState(true);
  const [preview, setPreview] = useState<MethodOutput<'seals.previewImage'> | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [working, setWorking] = useState(false);

  useEffect(() => {
    let current = true;
    setError(null);
    bridge.call('seals.previewImage', { png, removeBackground }).then(
      (made) => current && setPreview(made),
      (thrown) => {
        if (!current) return;
        setPreview(null);
        setError(thrown);
      },
    );
    return () => {
      current = false;
    };
  }, [bridge, png, removeBackground]);

  const submit = async () => {
    const entered = await form.validateFields().catch(() => null);
    if (entered?.binding == null) return;
    setError(null);
    setWorking(true);
    try {
      await bridge.call('seals.import', {
        name: entered.name ?? '',
        kind: entered.kind,
        binding: entered.binding,
        widthMm: entered.widthMm,
        png,
        removeBackground,
      });
      onDone();
    } catch (thrown) {
      setError(thrown);
    } finally {
      setWorking(false);
    }
  };

  const before = useMemo(() => asArtwork(png), [png]);
  const after = useMemo(() => (preview === null ? null : asArtwork(preview.png)), [preview]);
  const dpi = preview === null ? goodDpi : Math.round(preview.widthPx / (widthMm / 25.4));
  return (
    <Dialog
      centered
      className="seal-dialog"
      transitionName=""
      maskTransitionName=""
      width={820}
      title={words.sealKeeping.import.title}
      okText={words.seals.importConfirm}
      onOk={submit}
      isChanged={() => form.isFieldsTouched()}
      onCancel={onClose}
      confirmLoading={working}
      okButtonProps={{ 'data-testid': 'import-confirm', disabled: !isCompared }}
    >
      <div className="seal-form">
        <Form<Fields>
          form={form}
          layout="vertical"
          requiredMark={false}
          initialValues={{
            name: words.sealKinds.official,
            kind: 'official',
            widthMm: standardShapeOf('official').widthMm,
            binding: only,
          }}
          onValuesChange={({ kind }: Partial<Fields>) => {
            if (kind !== undefined) form.setFieldsValue({ widthMm: standardShapeOf(kind).widthMm });
          }}
        >
          {fileField}
          <Form.Item
            name="name"
            label={words.seals.name}
            rules={[{ required: true, whitespace: true, message: words.seals.nameRequired }]}
          >
            <Input maxLength={100} data-testid="seal-name" />
          </Form.Item>
          <div className="form-pair">
            <Form.Item name="kind" label={words.seals.kind}>
              <Select
                data-testid="seal-kind"
                options={sealKind.options.map((kind) => ({ value: kind, label: words.sealKinds[kind] }))}
              />
            </Form.Item>
            <Form.Item name="widthMm" label={words.seals.width}>
              <InputNumber min={5} max={120} step={1} suffix="mm" style={{ width: '100%' }} />
            </Form.Item>
          </div>
          {usual !== null && (
            <Form.Item>
              <Alert type="warning" showIcon data-testid="size-warning" title={words.seals.unusualSize(usual)} />
            </Form.Item>
          )}
          <Form.Item
            name="binding"
            label={words.seals.boundTo}
            rules={[{ required: true, message: words.seals.certificateRequired }]}
          >
            <BindingSelect />
          </Form.Item>
        </Form>
        <section className="seal-preview" aria-label={words.seals.preview}>
          <div className="before-after">
            <OnPaper picture={before} caption={words.seals.before} widthMm={widthMm} />
            {after !== null && <OnPaper picture={after} caption={words.seals.after} widthMm={widthMm} />}
          </div>
          <Checkbox
            checked={removeBackground}
            data-testid="remove-background"
            onChange={(event) => setRemoveBackground(event.target.checked)}
          >
            {words.seals.removeBackground}
          </Checkbox>
          {preview !== null && (
            <p className="quiet">
              {words.seals.pixels(preview.widthPx, preview.heightPx)}
              {preview.hasTransparency && ` · ${words.seals.hasTransparency}`}
            </p>
          )}
          <Alert
            type="warning"
            showIcon
            data-testid="name-unread"
            title={words.seals.pictureUnread(owner)}
            description={
              <Checkbox
                checked={isCompared}
                data-testid="name-compared"
                onChange={({ target }) => setCompared(target.checked ? { png, owner } : null)}
              >
                {words.seals.pictureCompared}
              </Checkbox>
            }
          />
          {dpi < goodDpi && <Alert type="warning" showIcon title={words.seals.lowResolution(dpi)} />}
        </section>
      </div>
      {error !== null && <ErrorPanel error={error} />}
    </Dialog>
  );
}

function OnPaper({ picture, caption, widthMm }: { picture: SealArtwork; caption: string; widthMm: number }) {
  return (
    <figure>
      <div className="seal-paper">
        <Picture picture={picture} alt={caption} style={{ width: `${widthMm}mm` }} />
      </div>
      <figcaption className="quiet">{caption}</figcaption>
    </figure>
  );
}
