/** "node:url" for a page: the path of a file is its address. */
export function fileURLToPath(address: URL): string {
  return address.href;
}
