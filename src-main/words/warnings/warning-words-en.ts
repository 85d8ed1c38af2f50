import { tell } from './warning-row.ts';

const askAuthor = 'Ask whoever made the file for one without it, or check the content before stamping';

export const en = tell({
  'rule-entry-missing': {
    title: 'Something has to be entered',
    found: '“{seal}” asks for: {entry}',
    next: 'Enter it, then stamp',
  },
  'rule-outside-hours': {
    title: 'Outside the hours of the seal',
    found: '“{seal}” may be used only {hours}',
    next: 'Stamp within these hours, or ask whoever keeps the seal',
  },
  'rule-uses-of-day': {
    title: 'No more uses today',
    found: '“{seal}” may be used {most} times a day, and was today',
    next: 'Stamp tomorrow, or ask whoever keeps the seal',
  },
  'rule-other-place': {
    title: 'Not placed as the rules ask',
    found: '“{seal}” may be put only where a template puts it: {templates}',
    next: 'Apply one of the templates, and do not move the seal',
  },
  'rule-template-changed': {
    title: 'A template was changed after the rules were set',
    found:
      '“{seal}” may be put only where a template puts it, and “{templates}” was changed since the rules were saved',
    next: 'Whoever keeps the seal has to look at the template and save the rules anew',
  },
  'rule-ticket-missing': {
    title: 'No approval ticket',
    found: '“{seal}” may be used only with an approval ticket',
    next: 'Get the ticket for this document from the approval system, and stamp with it',
  },
  'rule-record-differs': {
    title: 'Rules differ from the record',
    found: 'The rules of “{seal}” are not those last recorded: somebody may have changed the file of the seal',
    next: 'Whoever keeps the seal has to look at the rules and save them anew',
  },
  'amount-unreadable': {
    title: 'The amount cannot be read',
    found: 'The amount is to be checked for “{seal}”, and “{amount}” is none',
    next: 'Write it as 12,345.67 元, or in Chinese capitals',
  },
  'amount-differs': {
    title: 'The amount is not that of the document',
    found: 'For “{seal}” the amount entered is “{amount}”; the document says {found}',
    next: 'Compare the document with what was entered',
  },
  'amounts-contradict': {
    title: 'Figures and capitals differ',
    found: 'On page {page} the figures “{figures}” are not the capitals “{capitals}”',
    next: 'Send it back to whoever made it',
  },
  'data-differs': {
    title: 'Data and page differ',
    found: '“{name}” is “{value}” in the data within, and printed as “{printed}”',
    next: 'Send it back to whoever made it',
  },
  'data-not-compared': {
    title: 'The data were not compared',
    found: 'The data within cannot be compared with the pages: no text, too many pages, or data that cannot be read',
    next: 'Embed the data anew in the PDF that the system made',
  },
  'amount-not-found': {
    title: 'The amount was not found',
    found: 'The amount entered for “{seal}”, “{amount}”, is not in the text that could be read',
    next: 'Compare the amount yourself',
  },
  'same-payment': {
    title: 'The same payment within a day',
    found: '“{seal}” was used on {time} for {amount} to “{counterparty}” (record #{seq})',
    next: 'Make sure that it is not paid twice',
  },
  'certificate-expires-soon': {
    title: 'Certificate near its end',
    found: 'The certificate expires soon; ask its issuer to renew it',
    next: 'What is stamped before stays valid; bind the seal to the renewed certificate under Seals',
  },
  'seal-expires-soon': {
    title: 'Seal near its end',
    found: 'The standard seal “{seal}” expires in {days} days',
    next: 'Ask its maker for a new one',
  },
  'trial-seal': {
    title: 'Trial seal',
    found: 'This is a trial seal; what it stamps has no legal effect',
    next: 'Use your own seal for real documents',
  },
  'seal-name-differs': {
    title: 'Names on seal and certificate differ',
    found:
      'The name on the seal “{seal}” is not the one in its certificate: it says “{name}”, the certificate is that of “{owner}”',
    next: 'Make sure that the recipient accepts this seal, or use one that bears the name',
  },
  'seal-off-size': {
    title: 'Seal off its registered size',
    found: 'The seal “{seal}” would be drawn with {size} mm; it is registered with {registered} mm',
    next: 'Have its maker make it again, or import it again',
  },
  'seal-reduced': {
    title: 'The field is smaller than the seal',
    found: 'The field “{field}” is smaller than the seal; “{seal}” is reduced to {percent} %',
    next: 'To have it in its true size, put the seal on the page itself',
  },
  'party-not-named': {
    title: 'Seal’s owner not named in the text',
    found: 'The text of the {pages} pages that were read does not name “{owner}”, the owner of the seal “{seal}”',
    next: 'Make sure that this is the right file and the right seal, and that the name is spelt right',
  },
  'seal-kind-differs': {
    title: 'Another kind of seal is asked for',
    found: 'Page {page} says “{words}” here; “{seal}” is of the kind: {kind}',
    next: 'Use the seal that the text asks for, or move this one to its place',
  },
  'seal-over-text': {
    title: 'Seal over an amount, number or name',
    found: 'On page {page} “{seal}” lies over “{text}”',
    next: 'Move the seal aside, so that this can be read',
  },
  'keyword-not-seen': {
    title: 'Keyword not to be seen',
    found: 'The seal stands where “{text}” is written, and on page {page} nobody sees these words',
    next: 'Look at the place of the seal; if it is not the right one put the seal on the page, and ask whoever sent the file',
  },
  'seals-overlap': {
    title: 'Seals overlap',
    found: 'Some seals overlap; check their places',
    next: 'Move them apart',
  },
  'stamped-before': {
    title: 'Same file stamped before',
    found: 'This file was stamped with “{seal}” at {time} (record #{seq}); stamping makes a second copy',
    next: 'Look at that copy under History first; go on where another is needed',
  },
  'bears-seal-already': {
    title: 'File bears this seal',
    found: 'This is the file that was made when “{seal}” was used at {time} (record #{seq})',
    next: 'Make sure that the same copy is to bear the seal twice',
  },
  'blank-field': {
    title: 'Blanks left to fill in',
    found: 'Page {page} has a blank that is not filled in: “{text}”',
    next: 'Fill it in first: what is filled in later shows as a change after the seal',
  },
  'blank-fields-further': {
    title: 'More blanks',
    found: '{count} more blanks are not listed one by one',
    next: 'Read the whole document',
  },
  'text-not-read': {
    title: 'Text cannot be read',
    found: 'The text of the pages cannot be read; nothing that depends on it was checked',
    next: 'Check names, amounts, blanks and the kind of seal yourself',
  },
  'text-pages-limited': {
    title: 'Not all text read',
    found: 'What depends on the text was checked on {pages} of {total} pages',
    next: 'Check the other stamped pages yourself',
  },
  'page-rotated': {
    title: 'Rotated pages',
    found: 'Pages marked as rotated: {pages}; the seal stands upright as they are displayed',
    next: 'Nothing to do; look at the seal once',
  },
  'page-sizes-differ': {
    title: 'Pages of several sizes',
    found: 'The stamped pages are of several sizes: {sizes} mm',
    next: 'Nothing to do; look at the places once',
  },
  'earlier-signature-not-valid': {
    title: 'Earlier signature not valid',
    found: 'An earlier signature in the file does not hold; stamping does not repair it',
    next: 'Look at it under Verify, and ask its signer for a valid file',
  },
  encrypted: {
    title: 'Encrypted file',
    found: 'The file is encrypted; its passwords and permissions stay as they are',
    next: 'Nothing to do; where a password opens the file, the recipient needs it too',
  },
  'printing-forbidden': {
    title: 'Printing not permitted',
    found: 'The file does not permit printing, nor will the stamped one',
    next: 'Where paper is needed, ask whoever made the file for one that may be printed',
  },
  'form-needs-appearances': {
    title: 'Form drawn by the viewer',
    found: 'The form in the file asks viewers to redraw it; some viewers may report a change',
    next: 'Save it as a PDF without a form in the program that made it',
  },
  'pdf-a-signature-form': {
    title: 'PDF/A and standard seals',
    found:
      'The file says that it is PDF/A-{part}; a signature with a seal of GB/T 38540 is not in the form that it asks for, and the stamped file will not conform any more',
    next: 'Where it has to stay PDF/A, use a seal that is not one of GB/T 38540',
  },
  'pdf-ua-structure': {
    title: 'PDF/UA cannot be kept',
    found:
      'The file says that it is PDF/UA; its structure does not take the seal, and the stamped file will not conform any more',
    next: 'Where it has to stay PDF/UA, export it with tags again from the program that made it',
  },
  'viewers-sm2': {
    title: 'What other viewers show',
    found:
      'The signature is SM2: Acrobat and other viewers without it show its validity as unknown, or cannot check it',
    next: 'Have it checked by a program that knows SM2; give the seal a second signature where Acrobat has to check it too',
  },
  'viewers-double': {
    title: 'What other viewers show',
    found:
      'Two signatures: programs that know SM2 check that one; Acrobat and others check the other one, and show the SM2 signature as unknown',
    next: 'Both are of one use of the seal; the one that a viewer can check is enough',
  },
  'viewers-untrusted': {
    title: 'What other viewers show',
    found: 'The root of the certificate is not trusted here; other viewers may show the signer as unknown as well',
    next: 'The signature is none the worse; give the issuer’s root to whoever receives the file, to be checked and trusted',
  },
  'active-content': {
    title: 'Actions that run',
    found: 'The file has actions that run by themselves or at a click ({names}) and may change what it shows',
    next: askAuthor,
  },
  'xfa-form': {
    title: 'XFA form',
    found: 'The file has an XFA form; readers may not show the same content',
    next: askAuthor,
  },
  'field-without-appearance': {
    title: 'Field without appearance',
    found:
      'The field “{field}” on page {page} has a value but no fixed appearance; each reader draws it in its own way',
    next: askAuthor,
  },
  'annotation-without-appearance': {
    title: 'Annotation without appearance',
    found: 'An annotation on page {page} has no fixed appearance; each reader draws it in its own way',
    next: askAuthor,
  },
  'layers-differ': {
    title: 'Layers not always shown',
    found:
      'The file has layers that do not always show ({names}); screen, print and other readers may show different content',
    next: askAuthor,
  },
  'print-differs': {
    title: 'Screen and print differ',
    found: 'Something on page {page} shows only on the screen or only in print',
    next: askAuthor,
  },
  'fonts-missing': {
    title: 'Fonts not embedded',
    found: 'Fonts are not embedded ({names}); on other computers text may look different or lack characters',
    next: 'Export it again with embedded fonts from the program that made it',
  },
  'external-content': {
    title: 'Content outside the file',
    found: 'The file refers to content outside of it, which may change later',
    next: askAuthor,
  },
  'objects-missing': {
    title: 'Content that is not there',
    found:
      'The file refers to content that is not there (object {object}); a later change could put something in its place',
    next: askAuthor,
  },
  'pdf-a-1-transparency': {
    title: 'PDF/A-1 and transparency',
    found:
      'The file says that it is PDF/A-1; the picture of the seal is transparent, and the stamped file will not conform any more',
    next: 'Where it has to stay PDF/A-1, use a drawn seal',
  },
  'sections-hybrid': {
    title: 'Hybrid cross-reference',
    found: 'The file has two directories of its objects (hybrid cross-reference); readers may find different content',
    next: 'Export it again from the program that made it',
  },
  'structure-irregular': {
    title: 'Not written by the rules',
    found: 'The file is not written by the rules; if anything is appended later, the seal may not be confirmed',
    next: 'Export it again from the program that made it',
  },
  'pages-not-looked-at': {
    title: 'Not all pages looked at',
    found: 'The file is large: of its {total} pages only {pages} were looked at for this',
    next: 'Check the other pages yourself',
  },
  'pin-low': {
    title: 'PIN entered wrongly before',
    found: 'The PIN was entered wrongly; repeated errors lock the token',
    next: 'Make sure of the PIN before you enter it',
  },
  'pin-final-try': {
    title: 'One try left for the PIN',
    found: 'Only one try is left for the PIN; another wrong one locks the token',
    next: 'Where you are not sure, ask the issuer first',
  },
  'timestamp-missing': {
    title: 'No timestamp',
    found: 'This signature has no timestamp yet; the file waits for one in the queue',
    next: 'It is added when the network can be used',
  },
  'timestamp-never': {
    title: 'No timestamp',
    found: 'This signature has no timestamp, and none can be added to an OFD file later',
    next: 'If you need one, stamp the original again when the network can be used',
  },
  'not-queued': {
    title: 'Not in the queue',
    found: 'The file could not be put into the queue of those that wait for timestamps',
    next: 'Put it there again later, under Settings',
  },
  'record-behind-token': {
    title: 'The record is older than the UKey',
    found:
      'UKey {serial} knows a later record of seal use than this computer has: an older copy may have been put back',
    next: 'Check the record, and look for the later file; the mark on the UKey was left as it is',
  },
});
