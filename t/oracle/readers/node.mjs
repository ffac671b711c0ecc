// SPDX-License-Identifier: Apache-2.0
// node.mjs READER FILE...: the readers that are npm packages.
import { readFileSync } from 'node:fs';

const readers = {
  'csv-parse': async (file) => {
    const { parse } = await import('csv-parse/sync');
    return { rows: parse(readFileSync(file)) };
  },
  papaparse: async (file) => {
    const { default: Papa } = await import('papaparse');
    const { data, errors, meta } = Papa.parse(readFileSync(file, 'utf8'), { skipEmptyLines: true });
    if (errors.length || meta.delimiter !== ',') throw new Error(JSON.stringify([errors, meta]));
    return { rows: data };
  },
  tableschema: async (file) => {
    const { default: { Table } } = await import('tableschema');
    const table = await Table.load(file, { delimiter: ',' });     // else it guesses
    const rows = await table.read();
    return { rows: [table.headers, ...rows] };
  },
  duckdb: async (file) => {
    const { DuckDBInstance } = await import('@duckdb/node-api');
    const connection = await (await DuckDBInstance.create(':memory:', { autoinstall_known_extensions: 'false' })).connect();
    const name = file.replaceAll("'", "''");
    const all = await connection.runAndReadAll(`select * from read_csv('${name}', all_varchar = true, header = true)`);
    const rows = all.getRows().map((row) => row.map((cell) => cell ?? ''));
    const inferred = await connection.runAndReadAll(`select * from read_csv('${name}', header = true)`);
    const sums = {};
    for (const column of ['value', 'min', 'max']) {
      const i = inferred.columnNames().indexOf(column);
      if (i >= 0 && /INT|DOUBLE/.test(inferred.columnType(i).toString()))
        sums[column] = inferred.getRows().reduce((sum, row) => sum + Number(row[i] ?? 0), 0);
    }
    return { rows: [all.columnNames(), ...rows], sums };
  },
};

const [reader, ...files] = process.argv.slice(2);
for (const file of files) console.log(JSON.stringify(await readers[reader](file)));
