// Times JSONPath libraries of npm: reads {cases: [{name, paths, input}], ms} from the file that is named first, prints
// [{name, nanoseconds, library, answers}] of the faster library of each case, all of whose paths are looked up in one go.
// The second argument is the folder that holds node_modules. A path that names one place answers its value, another the
// array of all that it finds.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { nanoseconds } from '../support/nanoseconds.mjs';

const require = createRequire(process.argv[3] + '/');
const jsonpath = require('jsonpath');
const { JSONPath } = require('jsonpath-plus');
const { cases, ms } = JSON.parse(readFileSync(process.argv[2], 'utf8'));

const isDefinite = (path) => !/[*:?,]|\.\./.test(path);
const libraries = {
  jsonpath: (json, path) => (isDefinite(path) ? jsonpath.value(json, path) : jsonpath.query(json, path)),
  'jsonpath-plus': (json, path) => JSONPath({ path, json, wrap: !isDefinite(path), eval: 'safe' }),
};

const results = [];
for (const { name, paths, input } of cases) {
  const data = JSON.parse(input);
  let fastest;
  for (const [library, find] of Object.entries(libraries)) {
    const all = () => paths.map((path) => find(data, path));
    const answers = JSON.stringify(all());
    const time = await nanoseconds(ms, all);
    if (!fastest || time < fastest.nanoseconds) fastest = { name, nanoseconds: time, library, answers };
  }
  results.push(fastest);
}
console.log(JSON.stringify(results));
