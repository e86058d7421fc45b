"""Killed a hundred times under load, with functions in flight, the daemon loses nothing and does nothing twice."""
import random
import unittest

from crashes.kills import Kills

KILLS = 100


class RandomKills(unittest.TestCase):
    def test_what_was_acknowledged_happens_once(self):
        seed = random.randrange(1 << 32)
        kills = Kills(seed)
        problems = kills.run(KILLS)
        print(kills.figures())
        again = f"again: tools/crash --kills {KILLS} --seed {seed}"
        self.assertEqual(problems, [], again)
        self.assertGreater(len(kills.client.acknowledged), KILLS / 10, "the load is no load; " + again)
        self.assertGreater(kills.killed_functions, 0, again)
