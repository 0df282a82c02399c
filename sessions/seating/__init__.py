"""Seating as a problem of its own: facts in, seats out; the same seed, the same chart (R3.1)."""

from sessions.seating.problem import Candidate, Obstacle, Place, Problem, Room, Seated, Seating, neighbours, path
from sessions.seating.solver import solve

__all__ = [
    "Candidate",
    "Obstacle",
    "Place",
    "Problem",
    "Room",
    "Seated",
    "Seating",
    "neighbours",
    "path",
    "solve",
]
