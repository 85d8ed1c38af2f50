export { endsAsArchive } from './package/end-of-directory.ts';
export { type OfdPackage, openPackage, type PackageRemark } from './package/package.ts';
export type { PackageBytes } from './package/package-bytes.ts';
export { readSignatureFile, type SignatureFile, type StampAnnotation } from './signing/signature-file.ts';
export { type ListedSignature, readSignatureList, type SignatureList } from './signing/signature-list.ts';
export type { OfdDocument } from './structure/document.ts';
export { type PackageRoot, readPackageRoot, signatureListPath } from './structure/package-root.ts';
export { type PartRole, type ReachedPackage, type ReachedPart, reachParts } from './structure/reach.ts';
