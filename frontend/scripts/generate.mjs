// The types of the service's document: src/api/schema.d.ts. There whole numbers of 64 bits and more get a type of their own, because a
// JavaScript number cannot hold all of them and the compiler should know where they go. `generate.mjs FILE` writes types
// for clients that read JSON as JavaScript does.
import { writeFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';
import ts from 'typescript';

const { factory } = ts;
const API = new URL('../../service/openapi.json', import.meta.url);
const TYPES = new URL('../src/api/schema.d.ts', import.meta.url);
const [output] = process.argv.slice(2);

const types = await openapiTS(API, {
  ...(output === undefined && { inject: "import type { Int64 } from '@/lib/int64';" }),
  transform(schema) {
    const { type, format, 'x-extensible-enum': known } = schema;
    if (known !== undefined) return orNull(type, extensible(known));
    if (format === 'binary') return orNull(type, [factory.createTypeReferenceNode('Blob')]);
    // One without a format has no bound at all.
    if (isInteger(type) && format !== 'int32' && output === undefined) return orNull(type, [factory.createTypeReferenceNode('Int64')]);
    return undefined;
  },
});
writeFileSync(output ?? TYPES, astToString(types));

function isInteger(type) {
  return type === 'integer' || (Array.isArray(type) && type.includes('integer'));
}

/** The known values, for completion, and any other text: more may come. */
function extensible(known) {
  const text = factory.createKeywordTypeNode(ts.SyntaxKind.StringKeyword);
  const other = factory.createIntersectionTypeNode([text, factory.createTypeLiteralNode([])]);
  const values = known.map((value) => factory.createLiteralTypeNode(factory.createStringLiteral(value)));
  return [...values, factory.createParenthesizedType(other)];
}

function orNull(type, members) {
  const nothing = Array.isArray(type) && type.includes('null');
  return factory.createUnionTypeNode(nothing ? [...members, factory.createLiteralTypeNode(factory.createNull())] : members);
}
