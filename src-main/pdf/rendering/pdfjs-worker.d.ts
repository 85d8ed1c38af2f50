/** The half of pdf.js that reads files, which comes without types; loading it makes it known to the half that draws. */
declare module 'pdfjs-dist/legacy/build/pdf.worker.mjs';
