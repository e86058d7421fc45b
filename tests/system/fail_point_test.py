"""Killed at a fail point and started again, the daemon brings a workload to what it comes to undisturbed."""
import unittest

from crashes.matrix import Matrix, fail_points, doubling


class FailPoints(unittest.TestCase):
    """The 1st, 2nd, 4th, 8th … passing of each; tools/crash --matrix takes every one."""

    def test_whatever_point_it_is_killed_at_the_outcome_is_the_same(self):
        points = fail_points()
        matrix = Matrix(doubling).run(points)
        self.assertEqual(matrix.problems, [])
        self.assertEqual([point for point in points if not matrix.kills[point]], [], "points that are never passed")
