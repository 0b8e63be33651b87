"""Archive: the run folder, written whole or not at all, and what is kept of it for later."""

from __future__ import annotations

from generator.archive.beside import keep_release
from generator.archive.certified import check_certificate, rank_taken
from generator.archive.checking import check_filed, is_filed
from generator.archive.contents import OVERVIEW, check_files, open_run
from generator.archive.earlier import History, read_history
from generator.archive.filed import Filed, filed_rounds, read_results
from generator.archive.filing import Filing, file_run, read_time
from generator.archive.plans import kept_plans
from generator.archive.record import Record, listed_documents, read_record
from generator.archive.releases import EarlierReleases, earlier_releases
from generator.archive.retention import RoundData, delete_raw_data, raw_data
from generator.archive.run import (
    LATEST_QUARTER,
    ROUND_KIND,
    Run,
    check_run,
    definition,
    draft_run,
    identify,
    read_definition,
    write_run,
)

__all__ = [
    "LATEST_QUARTER",
    "OVERVIEW",
    "ROUND_KIND",
    "EarlierReleases",
    "Filed",
    "Filing",
    "History",
    "Record",
    "RoundData",
    "Run",
    "check_certificate",
    "check_filed",
    "check_files",
    "check_run",
    "definition",
    "delete_raw_data",
    "draft_run",
    "earlier_releases",
    "file_run",
    "filed_rounds",
    "identify",
    "is_filed",
    "keep_release",
    "kept_plans",
    "listed_documents",
    "open_run",
    "rank_taken",
    "raw_data",
    "read_definition",
    "read_history",
    "read_record",
    "read_results",
    "read_time",
    "write_run",
]
