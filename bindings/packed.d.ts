/** esbuild puts the bytes of a file inside the bundle. */
declare module "*.lzma" {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}
