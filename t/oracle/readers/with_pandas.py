# SPDX-License-Identifier: Apache-2.0
import json
import sys

import pandas

for name in sys.argv[1:]:
    as_text = pandas.read_csv(name, dtype=str, keep_default_na=False)
    inferred = pandas.read_csv(name, low_memory=False)
    sums = {column: int(inferred[column].sum())
            for column in ('value', 'min', 'max')
            if column in inferred and inferred[column].dtype != object}
    print(json.dumps({'rows': [list(as_text.columns)] + as_text.values.tolist(), 'sums': sums}))
