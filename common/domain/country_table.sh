#!/bin/sh
echo '/* placeholder until the generator lands */'
