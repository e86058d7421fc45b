// Times the reference implementation of JSONata: reads {cases: [{name, expression, input}], ms} from
// the file that is named first, prints [{name, parse, evaluate, answer}], nanoseconds a piece. The second
// argument is the folder that holds node_modules.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { nanoseconds } from '../support/nanoseconds.mjs';

const jsonata = createRequire(process.argv[3] + '/')('jsonata');
const { cases, ms } = JSON.parse(readFileSync(process.argv[2], 'utf8'));

const results = [];
for (const { name, expression, input } of cases) {
  const data = JSON.parse(input);
  const parsed = jsonata(expression);
  const answer = JSON.stringify(await parsed.evaluate(data));
  const parse = await nanoseconds(ms, async () => jsonata(expression));
  const evaluate = await nanoseconds(ms, () => parsed.evaluate(data));
  results.push({ name, parse, evaluate, answer });
}
console.log(JSON.stringify(results));
