/** CKO_DATA objects: where tokens keep electronic seals and other files. */
import { type Cryptoki, ck, findObjects, type Handle, readAttribute, returnValueOf, unpad } from './cryptoki.ts';

export interface DataObject {
  /** CKA_LABEL. */
  label: string;
  /** CKA_APPLICATION. */
  application: string;
  value: Uint8Array;
}

const ofClass = [{ type: ck.CKA_CLASS, value: ck.CKO_DATA }];

const readText = (cryptoki: Cryptoki, session: Handle, object: Handle, type: number) =>
  unpad(readAttribute(cryptoki, session, object, type)?.toString('utf8') ?? '');

/** The data objects that this session may see: all of them only after a login. */
export function readDataObjects(cryptoki: Cryptoki, session: Handle): DataObject[] {
  return findObjects(cryptoki, session, ofClass).flatMap((object) => {
    const value = readAttribute(cryptoki, session, object, ck.CKA_VALUE);
    if (!value) return [];
    return [
      {
        label: readText(cryptoki, session, object, ck.CKA_LABEL),
        application: readText(cryptoki, session, object, ck.CKA_APPLICATION),
        value: new Uint8Array(value),
      },
    ];
  });
}

/** Writes a public data object in the place of those with its label. @throws Error what the driver answers */
export function writeDataObject(
  cryptoki: Cryptoki,
  session: Handle,
  { label, value }: Pick<DataObject, 'label' | 'value'>,
): void {
  const earlier = findObjects(cryptoki, session, [...ofClass, { type: ck.CKA_LABEL, value: Buffer.from(label) }]);
  for (const object of earlier) cryptoki.C_DestroyObject(session, object);
  const attributes = [
    ...ofClass,
    { type: ck.CKA_TOKEN, value: true },
    { type: ck.CKA_PRIVATE, value: false },
    { type: ck.CKA_LABEL, value: Buffer.from(label) },
    { type: ck.CKA_VALUE, value: Buffer.from(value) },
  ];
  try {
    cryptoki.C_CreateObject(session, [...attributes, { type: ck.CKA_APPLICATION, value: Buffer.from('qianyin') }]);
  } catch (thrown) {
    // Some tokens have no place for it, as those with SKF.
    if (!/^CKR_(ATTRIBUTE|TEMPLATE)_/.test(returnValueOf(thrown))) throw thrown;
    cryptoki.C_CreateObject(session, attributes);
  }
}
