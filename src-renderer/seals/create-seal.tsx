import { Form, Input, Select } from 'antd';
import { useState } from 'react';
import {
  creditCodeIn,
  type DistinguishedName,
  isDoubtfulTaxNumber,
  ownerNameOf,
  type SealKind,
  sealDesign,
  sealKind,
  sealKindStandards,
  standardShapeOf,
} from '../../src-main/contract/index.ts';
import { useApp } from '../app-state.tsx';
import { useBridge } from '../bridge.ts';
import { Dialog } from '../parts/dialog.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useSpeech } from '../words/index.ts';
import { type BindingChoice, BindingSelect, useOnlyBinding } from './binding-select.tsx';
import { NameField } from './name-field.tsx';
import { designOf, fieldsOfKind, isPersonal, type SealFields, standingOf } from './seal-form.ts';
import { SealPreview } from './seal-preview.tsx';
import { SizeFields } from './size-fields.tsx';
import { TextFields } from './text-fields.tsx';

/** A company's tax number is its credit code, which many certificates carry. */
const taxNumberOf = (owner: DistinguishedName | undefined) => creditCodeIn(owner?.text ?? '') ?? '';

/** Whose certificate it is, where it is a person's. */
const personOf = (owner: DistinguishedName | undefined) =>
  owner !== undefined && owner.organization === undefined ? ownerNameOf(owner) : '';

/** Makes a seal as is standard for its kind; the impression is shown as one types. `binding`: for this certificate. */
export function CreateSeal({
  kind = 'official',
  binding,
  onClose,
}: {
  kind?: SealKind | undefined;
  binding?: BindingChoice | undefined;
  onClose: () => void;
}) {
  const bridge = useBridge();
  const { tokens } = useApp();
  const { words } = useSpeech();
  const [form] = Form.useForm<SealFields>();
  const only = useOnlyBinding();
  const certificateOf = (choice: BindingChoice | null | undefined) => {
    const token = tokens.find(({ id }) => id === choice?.tokenId);
    return token?.certificates.find(({ fingerprint }) => fingerprint === choice?.certificateFingerprint);
  };
  const expectedName = (choice: BindingChoice | null | undefined) => {
    const certificate = certificateOf(choice);
    return certificate === undefined ? '' : ownerNameOf(certificate.subject);
  };
  const usualName = (kind: SealKind) => (kind === 'other' ? '' : words.sealKinds[kind]);
  const initial: SealFields = {
    name: usualName(kind),
    kind,
    organization: expectedName(binding ?? only),
    nameReason: '',
    taxNumberConfirmed: false,
    person: personOf(certificateOf(binding ?? only)?.subject),
    squareText: '',
    code: '',
    ...fieldsOfKind(kind),
    ...(kind === 'invoice' ? { middleText: taxNumberOf(certificateOf(binding ?? only)?.subject) } : {}),
    binding: binding ?? only,
  };
  const watched = Form.useWatch((entered: Partial<SealFields>) => entered, { form, preserve: true });
  const fields: SealFields = { ...initial, ...watched };
  const [error, setError] = useState<unknown>(null);
  const [working, setWorking] = useState(false);
  const [canBeDrawn, setCanBeDrawn] = useState(true);

  // What a trial token seals is marked as trial; it is not for the person to choose.
  const trialMark = tokens.find((token) => token.id === fields.binding?.tokenId)?.trial ?? false;
  const parsed = sealDesign.safeParse(designOf(fields, trialMark));
  const owner = certificateOf(fields.binding)?.subject;
  const standing = trialMark ? 'unknown' : standingOf(fields.kind, parsed.data, owner);
  const isTaxNumberOpen =
    fields.kind === 'invoice' && isDoubtfulTaxNumber(fields.middleText) && !fields.taxNumberConfirmed;
  const mayBeMade =
    canBeDrawn &&
    standing !== 'different' &&
    !isTaxNumberOpen &&
    (standing !== 'related' || fields.nameReason.trim() !== '');
  const lacksSize = parsed.error?.issues.some(({ path }) => /Mm$/.test(String(path[0]))) ?? false;
  const lackingName = isPersonal(fields) ? words.seals.previewEmptyPerson : words.seals.previewEmpty;

  const follow = (changed: Partial<SealFields>) => {
    setError(null);
    if (changed.kind !== undefined) {
      const named = form.getFieldValue('name');
      const isOwnName = typeof named === 'string' && !['', ...Object.values(words.sealKinds)].includes(named.trim());
      form.setFieldsValue({
        ...fieldsOfKind(changed.kind),
        ...(changed.kind === 'invoice' ? { middleText: taxNumberOf(certificateOf(fields.binding)?.subject) } : {}),
        ...(isOwnName ? {} : { name: usualName(changed.kind) }),
      });
    }
    if (changed.shape !== undefined) {
      const { widthMm, heightMm } = standardShapeOf(fields.kind, changed.shape);
      form.setFieldsValue({ widthMm, heightMm });
    }
    if (changed.binding !== undefined) {
      const typed = String(form.getFieldValue('organization') ?? '').trim();
      const known = tokens.flatMap(({ certificates }) => certificates.map(({ subject }) => ownerNameOf(subject)));
      // What the person typed stays, and is judged anew.
      if (typed === '' || known.includes(typed)) form.setFieldsValue({ organization: expectedName(changed.binding) });
    }
    if (changed.middleText !== undefined) form.setFieldsValue({ taxNumberConfirmed: false });
    if (changed.person !== undefined) form.setFieldsValue({ personalText: undefined });
  };

  const submit = async () => {
    const entered = await form.validateFields().catch(() => null);
    if (entered?.binding == null || !parsed.success) return;
    setError(null);
    setWorking(true);
    try {
      await bridge.call('seals.create', {
        name: entered.name,
        kind: entered.kind,
        binding: entered.binding,
        design: parsed.data,
        nameReason: entered.nameReason ?? '',
        taxNumberConfirmed: entered.taxNumberConfirmed ?? false,
      });
      onClose();
    } catch (thrown) {
      setError(thrown);
    } finally {
      setWorking(false);
    }
  };

  const { shapes } = sealKindStandards[fields.kind];
  return (
    <Dialog
      width={880}
      title={words.seals.create}
      okText={words.seals.makeConfirm}
      onOk={submit}
      isChanged={() => form.isFieldsTouched()}
      onCancel={onClose}
      confirmLoading={working}
      okButtonProps={{ 'data-testid': 'make-seal', disabled: !mayBeMade }}
    >
      <div className="seal-form">
        <Form<SealFields>
          form={form}
          layout="vertical"
          requiredMark={false}
          initialValues={initial}
          onValuesChange={follow}
        >
          <div className="form-pair">
            <Form.Item name="kind" label={words.seals.kind}>
              <Select
                data-testid="seal-kind"
                options={sealKind.options.map((kind) => ({ value: kind, label: words.sealKinds[kind] }))}
              />
            </Form.Item>
            <Form.Item name="shape" label={words.seals.shape}>
              <Select
                data-testid="seal-shape"
                disabled={shapes.length === 1}
                options={shapes.map(({ shape }) => ({ value: shape, label: words.sealShapes[shape] }))}
              />
            </Form.Item>
          </div>
          <TextFields fields={fields} />
          <NameField standing={standing} owner={owner === undefined ? '' : ownerNameOf(owner)} />
          <SizeFields fields={fields} />
          <Form.Item
            name="name"
            label={words.seals.name}
            rules={[{ required: true, whitespace: true, message: words.seals.nameRequired }]}
          >
            <Input maxLength={100} data-testid="seal-name" />
          </Form.Item>
          <Form.Item
            name="binding"
            label={words.seals.boundTo}
            rules={[{ required: true, message: words.seals.certificateRequired }]}
          >
            <BindingSelect />
          </Form.Item>
        </Form>
        <SealPreview
          design={parsed.success ? parsed.data : null}
          lacking={lacksSize ? words.seals.impossibleSize : lackingName}
          onDrawn={setCanBeDrawn}
        />
      </div>
      {error !== null && <ErrorPanel error={error} />}
    </Dialog>
  );
}
