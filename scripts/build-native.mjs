import { buildNative } from './build-native.ts';

if (!buildNative()) process.exitCode = 1;
