// The types of the service's document: src/api/schema.d.ts. Numbers of 64 bits get a type of their own, because a
// JavaScript number cannot hold all of them and the compiler should know where they go.
import { writeFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';
import ts from 'typescript';

const API = new URL('../../service/openapi.json', import.meta.url);
const TYPES = new URL('../src/api/schema.d.ts', import.meta.url);

const int64 = ts.factory.createTypeReferenceNode('Int64');
const orNull = ts.factory.createUnionTypeNode([int64, ts.factory.createLiteralTypeNode(ts.factory.createNull())]);

const types = await openapiTS(API, {
  inject: "import type { Int64 } from '@/lib/int64';",
  transform: ({ type, format }) => {
    if (format !== 'int64') return undefined;
    return Array.isArray(type) && type.includes('null') ? orNull : int64;
  },
});
writeFileSync(TYPES, astToString(types));
