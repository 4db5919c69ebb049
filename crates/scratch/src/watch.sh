# Runs a command for as long as somebody holds the other end of our standard input.
#
# usage: sh -c "$(cat watch.sh)" watch FOLDER SIGNAL INPUT COMMAND [ARGUMENT...]
#
# When standard input ends, the command gets SIGNAL, five seconds later SIGKILL, and FOLDER is removed. A process
# that dies closes its pipes whatever killed it, so nothing outlives it for long, `kill -9` included.
folder=$1 signal=$2 input=$3
shift 3
exec 3<&0
"$@" <"$input" 3<&- &
command=$!
(
  read -r _ <&3
  : >"$folder/abandoned"
  kill -s "$signal" "$command"
  sleep 5
  kill -s KILL "$command"
) 2>/dev/null &
lifeline=$!
exec 3<&- </dev/null
wait "$command"
code=$?
# First the watcher: its last kill must not hit a process that got the number later.
kill "$lifeline" 2>/dev/null
if [ -e "$folder/abandoned" ]; then rm -rf -- "$folder"; fi
exit "$code"
