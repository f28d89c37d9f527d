#!/bin/sh
# A connector's image in a workspace of Airbyte:
#   airbyte.sh add NAME IMAGE TAG            as a new source; its definitionId is in the answer
#   airbyte.sh upgrade NAME DEFINITION TAG   all sources of that definition to another tag
# AIRBYTE_URL, AIRBYTE_WORKSPACE and AIRBYTE_TOKEN come from the environment.
set -eu

definitions="$AIRBYTE_URL/api/public/v1/workspaces/$AIRBYTE_WORKSPACE/definitions/sources"

# The token goes through a pipe, since a command line is there for all to see.
ask() {
  printf 'Authorization: Bearer %s\n' "$AIRBYTE_TOKEN" |
    curl --silent --show-error --fail-with-body --header @- --header 'Content-Type: application/json' "$@"
}

case "$1" in
  add) ask --request POST "$definitions" \
    --data "{\"name\": \"$2\", \"dockerRepository\": \"$3\", \"dockerImageTag\": \"$4\"}" ;;
  upgrade) ask --request PUT "$definitions/$3" --data "{\"name\": \"$2\", \"dockerImageTag\": \"$4\"}" ;;
  *) echo "add or upgrade?" >&2; exit 2 ;;
esac
