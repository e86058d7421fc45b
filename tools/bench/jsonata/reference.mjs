// Times the reference implementation of JSONata: reads {cases: [{name, expression, input}], ms} from
// the file that is named first, prints [{name, parse, evaluate, answer}], nanoseconds a piece. The second
// argument is the folder that holds node_modules.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const jsonata = createRequire(process.argv[3] + '/')('jsonata');
const { cases, ms } = JSON.parse(readFileSync(process.argv[2], 'utf8'));

// The median over rounds, each long enough for the clock.
async function nanoseconds(run) {
  for (const warm = performance.now() + ms; performance.now() < warm; ) await run();
  const rounds = [];
  for (const end = performance.now() + 3 * ms; performance.now() < end; ) {
    let count = 0;
    const begin = performance.now();
    let now = begin;
    while (now - begin < ms / 10) {
      await run();
      count += 1;
      now = performance.now();
    }
    rounds.push(((now - begin) / count) * 1e6);
  }
  return rounds.sort((a, b) => a - b)[rounds.length >> 1];
}

const results = [];
for (const { name, expression, input } of cases) {
  const data = JSON.parse(input);
  const parsed = jsonata(expression);
  const answer = JSON.stringify(await parsed.evaluate(data));
  const parse = await nanoseconds(async () => jsonata(expression));
  const evaluate = await nanoseconds(() => parsed.evaluate(data));
  results.push({ name, parse, evaluate, answer });
}
console.log(JSON.stringify(results));
