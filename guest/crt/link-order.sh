#!/bin/sh
# A linker script in which functions and data lie in another order, the same one for the same seed and names.
#
#   link-order.sh SEED SCRIPT OBJDUMP OBJECT...
#
# Before each line of SCRIPT that takes all sections of a kind, those that the objects have are named one by one.
set -eu
seed=$1 script=$2 objdump=$3
shift 3

# Where each name comes says the checksum of the seed and the name.
ordered() {
	"$objdump" -h "$@" | awk '$2 ~ /^[.](text|data|bss)[.]/ { print $2 }' | LC_ALL=C sort -u |
		grep -v -e '^[.]text[.]start' -e '^[.]text[.]unlikely' -e '[.]fugu_' |
		while read -r section; do
			printf '%s %s\n' "$(printf '%s %s' "$seed" "$section" | cksum | cut -d ' ' -f 1)" "$section"
		done | LC_ALL=C sort -n | cut -d ' ' -f 2
}

sections=$(ordered "$@")
while IFS= read -r line; do
	for kind in text data bss; do
		case $line in *"*(.$kind "*)
			printf '%s\n' "$sections" | sed -n "s/^[.]${kind}[.].*/        *(&)/p" ;;
		esac
	done
	printf '%s\n' "$line"
done < "$script"
