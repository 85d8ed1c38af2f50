/** What is found of an OFD package, its parts and the list of its signatures, by the stable reason. */
export const packageReasonsEn = {
  'references/match': 'The {count} parts that the signature protects are as they were when it was made.',
  'references/differ': 'Parts that the signature protects were changed, {count} in all, such as “{part}”.',
  'references/missing':
    'Parts that the signature protects are no longer in the file, {count} in all, such as “{part}”.',
  'references/none': 'The signature does not say which parts it protects, and so protects none.',
  'references/method-unknown':
    'The signature protects the parts by a method that cannot be checked ({algorithm}); whether they were changed is not known.',
  'references/weak':
    'The signature protects the parts by a digest that is no longer safe ({algorithm}): something else with the same digest may have been put in their place, so that nothing can be confirmed.',
  'package/sound': 'The package is whole, and each of its {count} parts can be read in one way only.',
  'package/bytes-outside':
    '{count} bytes of the package belong to no part; readers may show different things, so that nothing can be confirmed.',
  'package/case-differs':
    '{count} parts are found only where case makes no difference; other readers show something else, so that nothing can be confirmed.',
  'package/comment': 'The package ends in a comment of {count} bytes, which changes nothing.',
  'package/entry-list':
    'The file has another list of entries (OFDEntries.xml, GM/T 0099), by which some readers may show something else, so that nothing can be confirmed.',
  'package/foreign-elements':
    'The entry of the file or its list of signatures has elements of another namespace; readers make different things of it, so that nothing can be confirmed.',
  'package/invoice-data-signature':
    'The invoice has a data signature of the seller inside, without a certificate, which cannot be checked; what was verified is the seal on the page.',
  'package/list-ambiguous':
    'The list of signatures says something twice; readers may find different ones, so that nothing can be confirmed.',
  'package/names-alike':
    '{count} parts of the package differ from others in case or spelling alone; readers may take the wrong one, so that nothing can be confirmed.',
  'package/names-otherwise':
    'The names of {count} parts are not in the encoding of the standard (UTF-8); some readers may not find them.',
  'package/part-unreadable':
    '“{part}” is not written as the standard demands; readers may show different things, so that nothing can be confirmed.',
  'package/several-documents':
    'There are {count} documents in the file, and readers may show different ones. Make sure which one you see.',
  'package/unreferenced':
    '{count} more parts are in the package, which no signature protects and the document does not use, such as “{part}”; some readers may show them.',
  'signature/part-missing': 'The list of signatures names this one, but its data are missing or cannot be read.',
  'signature/other-type':
    'The list calls this a seal or a signature, and its data are of the other kind, so that nothing can be confirmed.',
  'signing-time/file-says-otherwise':
    'The clock of the signer said {time}; the file also says “{written}”. The former counts.',
  'later-changes/unprotected':
    '{count} parts of the file are not protected by this signature; whether they were changed or added afterwards nobody can tell. They are listed below.',
  'later-changes/other-document':
    'What the file shows now is not the document that was stamped. Do not rely on what it says.',
  'ses/property-info': 'What the signature says it protects: {property}.',
  'seal/file-same': 'The seal in the file is the one in the signature.',
  'seal/file-differs': 'The seal in the file is not the one in the signature.',
  'seal/file-missing':
    'The signature names a seal file, which is not there; somebody may have taken it out, so that nothing can be confirmed.',
  'seal-picture/page-unknown': '{count} places of the seal are on pages that are not there; it cannot be seen in them.',
  'seal-picture/place-unreadable':
    'The place of the seal is not written as it should be; readers may show it in different places, so that nothing can be confirmed.',
} as const;
