"""All faults (``faults_kit`` says what one is)."""

from tests.bench import faults_form, faults_layout, faults_texts, faults_ticks
from tests.bench.faults_kit import ALONE, ALONG, BASELINE, FAULTS, PERIOD, PREVIOUS, WITH_TICKS

__all__ = [
    "ALONE",
    "ALONG",
    "BASELINE",
    "FAULTS",
    "PERIOD",
    "PREVIOUS",
    "WITH_TICKS",
    "faults_form",
    "faults_layout",
    "faults_texts",
    "faults_ticks",
]
