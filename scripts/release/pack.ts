/** `npm run release:pack`: puts each package into a tarball in ./packed, as `npm install` and `npm publish` take it. */
import { packAll } from "./tarballs.js";

for (const { file, size, unpackedSize, files } of packAll()) {
  console.log(`${file}: ${inKilobytes(size)}, unpacked ${inKilobytes(unpackedSize)} in ${files.length} files`);
}

function inKilobytes(bytes: number): string {
  return `${Math.ceil(bytes / 1000)} kB`;
}
