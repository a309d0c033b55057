/** esbuild puts the bytes of a module inside the bundle. */
declare module "*.wasm" {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}
