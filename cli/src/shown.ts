/**
 * A file's name for people to read: what a terminal would take for an order, or shows as nothing, is written as it is in JSON. Names come
 * from whoever wrote the dataset.
 */
export function shown(path: string): string {
  return path.replaceAll(
    /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]|[\ud800-\udfff](?![\udc00-\udfff])/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
