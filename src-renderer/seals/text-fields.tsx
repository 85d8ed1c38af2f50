import { Checkbox, Form, Input, Select } from 'antd';
import { isDoubtfulTaxNumber, personalSealTexts, squareSealText } from '../../src-main/contract/index.ts';
import { useSpeech } from '../words/index.ts';
import { isPersonal, type SealFields } from './seal-form.ts';

/** The texts that a seal of this kind and shape carries. */
export function TextFields({ fields }: { fields: SealFields }) {
  if (isPersonal(fields)) return <PersonFields person={fields.person} />;
  return (
    <>
      <OrganizationField isRing={fields.shape === 'round' || fields.shape === 'oval'} />
      {fields.shape === 'square' ? (
        <SquareFields fields={fields} />
      ) : (
        <>
          <MiddleField fields={fields} />
          <LowerFields fields={fields} />
        </>
      )}
    </>
  );
}

function PersonFields({ person }: { person: string }) {
  const { words } = useSpeech();
  const texts = personalSealTexts(person);
  return (
    <div className="form-pair">
      <Form.Item
        name="person"
        label={words.seals.person}
        rules={[{ required: true, whitespace: true, message: words.seals.personRequired }]}
      >
        <Input maxLength={20} data-testid="person-name" autoFocus />
      </Form.Item>
      <Form.Item name="personalText" label={words.seals.squareText}>
        <Select
          data-testid="personal-text"
          placeholder={texts[0]}
          options={texts.map((text) => ({ value: text, label: text }))}
        />
      </Form.Item>
    </div>
  );
}

function OrganizationField({ isRing }: { isRing: boolean }) {
  const { words } = useSpeech();
  return (
    <Form.Item
      name="organization"
      label={isRing ? words.seals.ringText : words.seals.organization}
      rules={[{ required: true, whitespace: true, message: words.seals.organizationRequired }]}
    >
      <Input maxLength={60} placeholder={words.seals.ringTextHint} data-testid="ring-text" autoFocus />
    </Form.Item>
  );
}

function SquareFields({ fields: { organization, bottomText } }: { fields: SealFields }) {
  const { words } = useSpeech();
  return (
    <>
      <Form.Item name="bottomText" label={words.seals.lastColumn}>
        <Input maxLength={20} placeholder={words.seals.bottomTextHint} data-testid="bottom-text" />
      </Form.Item>
      <Form.Item name="squareText" label={words.seals.squareText} extra={words.seals.squareTextHint}>
        <Input.TextArea
          autoSize={{ minRows: 3, maxRows: 7 }}
          maxLength={60}
          placeholder={squareSealText(organization, bottomText)}
          data-testid="square-text"
        />
      </Form.Item>
    </>
  );
}

function MiddleField({ fields: { kind, shape, middleText } }: { fields: SealFields }) {
  const { words } = useSpeech();
  if (kind === 'invoice') {
    const isDoubtful = isDoubtfulTaxNumber(middleText);
    const number = (
      <Form.Item
        name="middleText"
        label={words.seals.taxNumber}
        normalize={(text: string) => text.replace(/\s/gu, '').toUpperCase()}
        {...(isDoubtful
          ? { validateStatus: 'warning', help: <span data-testid="tax-warning">{words.seals.doubtfulTaxNumber}</span> }
          : {})}
      >
        <Input maxLength={20} placeholder={words.seals.taxNumberHint} data-testid="tax-number" />
      </Form.Item>
    );
    return (
      <>
        {number}
        {isDoubtful && (
          <Form.Item name="taxNumberConfirmed" valuePropName="checked">
            <Checkbox data-testid="tax-confirmed">{words.seals.taxNumberConfirmed}</Checkbox>
          </Form.Item>
        )}
      </>
    );
  }
  const middle = (
    <Form.Item name="middleText" label={kind === 'review' ? words.seals.dateLine : words.seals.middleText}>
      <Input maxLength={24} placeholder={words.seals.middleTextHint} data-testid="middle-text" />
    </Form.Item>
  );
  if (shape !== 'round' || kind === 'review') return middle;
  const star = (
    <Form.Item name="star" valuePropName="checked">
      <Checkbox disabled={middleText.trim() !== ''} data-testid="seal-star">
        {words.seals.star}
      </Checkbox>
    </Form.Item>
  );
  if (kind !== 'other') return star;
  return (
    <>
      {middle}
      {star}
    </>
  );
}

function LowerFields({ fields: { kind, shape } }: { fields: SealFields }) {
  const { words } = useSpeech();
  const bottom = (
    <Form.Item name="bottomText" label={words.seals.bottomText}>
      <Input maxLength={20} placeholder={words.seals.bottomTextHint} data-testid="bottom-text" />
    </Form.Item>
  );
  if (shape === 'rectangle') return bottom;
  const isCopyNumber = kind === 'invoice';
  return (
    <div className="form-pair">
      {bottom}
      <Form.Item name="code" label={isCopyNumber ? words.seals.copyNumber : words.seals.code}>
        <Input
          maxLength={20}
          placeholder={isCopyNumber ? words.seals.copyNumberHint : words.seals.codeHint}
          data-testid="seal-code"
        />
      </Form.Item>
    </div>
  );
}
