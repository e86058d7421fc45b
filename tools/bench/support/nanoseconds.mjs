// What one run of something short takes, in nanoseconds: the median over rounds, each long enough for the clock;
// `ms` says how long to warm up, and three times that is measured.
export async function nanoseconds(ms, run) {
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
