#!/bin/sh
# Starts the program of an image. Node fits its heap into half of the memory that a container may have, but into no less than 256 MB: in a
# smaller container the kernel would kill it before it could say why. Options of one's own come later, and so count.
for file in /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes; do
  if [ -r "$file" ] && read -r limit <"$file" && [ "$limit" != max ] && [ "$limit" -lt 600000000 ]; then
    export NODE_OPTIONS="--max-old-space-size=$((limit / 2 / 1048576)) ${NODE_OPTIONS-}"
  fi
done
exec /sluice/program "$@"
