#!/bin/sh
# console/page_files.sh FILE...: the page's files as arrays of bytes, and the
# table of them.
set -eu

number=0
for file; do
    echo "static const unsigned char page_bytes_${number}[] = {"
    od -An -v -tu1 "$file" | sed 's/\([0-9][0-9]*\)/\1,/g'
    echo '};'
    number=$((number + 1))
done
echo 'static const struct page_file page_files[] = {'
number=0
for file; do
    echo "    { \"${file##*/}\", page_bytes_$number, sizeof page_bytes_$number },"
    number=$((number + 1))
done
echo '};'
