"""Why a deal is left out. Nobody has to say so."""

from enum import StrEnum


class SkipReason(StrEnum):
    DUPLICATE = "duplicate"
    TOO_SMALL = "too_small"
    NEVER_REAL = "never_real"
    TOO_RAW = "too_raw"  # not now; perhaps later
    OTHER = "other"
