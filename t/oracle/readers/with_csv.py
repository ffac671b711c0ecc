# SPDX-License-Identifier: Apache-2.0
import csv
import json
import sys

for name in sys.argv[1:]:
    with open(name, newline='', encoding='utf-8') as file:
        print(json.dumps({'rows': list(csv.reader(file, strict=True))}))
