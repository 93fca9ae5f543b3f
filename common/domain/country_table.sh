#!/bin/sh
# Prints country_table.h: codes and names of countries, from Debian's iso-codes
# (the standard as JSON, its translations as gettext catalogues).
set -eu

json=/usr/share/iso-codes/json/iso_3166-1.json
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

catalogue() {
    file=/usr/share/locale/$1/LC_MESSAGES/iso_3166-1.mo
    if [ ! -r "$file" ]; then
        echo "country_table.sh: no $file: reinstall iso-codes" \
            "(without leaving out /usr/share/locale)" >&2
        exit 1
    fi
    msgunfmt --no-wrap "$file"
}

# English name and its translation: msgid and the msgstr that follows it
for language in nb nn sv da; do
    catalogue $language >"$work/catalogue"
    sed -n -e '/^msgid "/{s/^msgid "\(.*\)"$/\1/;h;}' \
        -e '/^msgstr "..*"$/{s/^msgstr "\(.*\)"$/\1/;H;g;s/\n/\t/p;}' \
        "$work/catalogue" | grep -v '^	' >>"$work/translations"
done

# code and each English name
jq -r '."3166-1"[] | .alpha_2 as $code
    | .common_name, .name, .official_name | select(. != null)
    | [$code, .] | @tsv' "$json" >"$work/names"

# code and what people write besides
cat >"$work/others" <<'END'
CI	Ivory Coast
CV	Cape Verde
FM	Micronesia
GB	England
GB	Great Britain
GB	Scotland
GB	Skottland
GB	UK
GB	Wales
KP	North Korea
MK	Macedonia
NL	Holland
NL	The Netherlands
PS	Palestine
RU	Rusland
RU	Russia
RU	Ryssland
SJ	Svalbard
TR	Turkey
TR	Tyrkia
TR	Tyrkiet
VA	Vatican City
END

echo '/* Made by country_table.sh from iso-codes. */'
echo 'static const struct country countries[] = {'
jq -r '."3166-1"[]
    | [.alpha_2, .alpha_3, .common_name // .name] | map(@json)
    | "    { " + join(", ") + " },"' "$json"
echo '};'
echo 'static const struct country_name country_names[] = {'
awk -F '\t' '
    FNR == NR { translated[$1] = translated[$1] FS $2; next }
    { print; count = split(translated[$2], one)
      for (i = 2; i <= count; i++) print $1 FS one[i] }
    ' "$work/translations" "$work/names" | sort -u - "$work/others" |
    sed -e 's/"/\\"/g' -e 's/^\(..\)\t\(.*\)$/    { "\2", "\1" },/'
echo '};'
