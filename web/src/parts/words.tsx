/** A sentence of the server, with what stands between backticks set as code. */
export function Words({ text }: { readonly text: string }) {
  return text.split('`').map((piece, at) => {
    if (at % 2 === 0) return piece;
    // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a sentence keep their places
    return <code key={at}>{piece}</code>;
  });
}
