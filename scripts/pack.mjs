/** `npm run pack`: builds all packages and puts each into a tarball in ./packed, as `npm install` and `npm publish` take it. */
import { packAll } from "./packages/tarballs.mjs";
import { prepare, turbo } from "./workspace.mjs";

prepare();
turbo("build");
for (const { file, size, unpackedSize, files } of packAll()) {
  console.log(`${file}: ${inKilobytes(size)}, unpacked ${inKilobytes(unpackedSize)} in ${files.length} files`);
}

function inKilobytes(bytes) {
  return `${Math.ceil(bytes / 1000)} kB`;
}
