"""The diary of a run: what was measured, judged and timed, on disk as it happens."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from wellwired.artifact.durable import truncate_lines
from wellwired.artifact.records_file import add_records
from wellwired.artifact.run_folder import RunFolder, write_run
from wellwired.checks import ALL, judge_all
from wellwired.core.json_form import to_json
from wellwired.core.verdict import Outcome, Verdict

Tell = Callable[[str, int, int], None]
OnVerdict = Callable[[Verdict], None]


class Journal:
    """Records and verdicts of one run, kept in memory and, with a folder, on disk.

    `run` is the content of run.json. A stage that has ended is not done again when the run is taken up later;
    records of a stage that was cut off are dropped then.
    """

    def __init__(
        self, folder: Path | None, run: dict[str, Any], *, tell: Tell, on_verdict: OnVerdict
    ) -> None:
        self.folder, self.run, self.tell, self.on_verdict = folder, run, tell, on_verdict
        run.setdefault("verdicts", [])
        run.setdefault("time_s", {})
        run.setdefault("notes", [])
        run.setdefault("progress", {"stages": [], "num_records": 0})
        self.num_records: int = run["progress"]["num_records"]
        if folder is not None and RunFolder(folder).records.exists():
            truncate_lines(RunFolder(folder).records, self.num_records)

    def is_done(self, stage: str) -> bool:
        """Is true where an earlier process of this run ended the stage."""
        return stage in self.run["progress"]["stages"]

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time a stage; when the block ends well, the stage is done and the run is written."""
        began = time.perf_counter()
        try:
            yield
        finally:
            spent = self.run["time_s"].get(name, 0.0) + time.perf_counter() - began
            self.run["time_s"][name] = round(spent, 3)
        if not self.is_done(name):
            self.run["progress"]["stages"].append(name)
        self.write()

    def write(self) -> None:
        """Put run.json on disk as it stands."""
        self.run["progress"]["num_records"] = self.num_records
        if self.folder is not None:
            write_run(self.folder, self.run)

    def note(self, stage: str, *records: object, proof: str = "") -> tuple[Verdict, ...]:
        """Keep the records and judge them; a later verdict of a check takes the place of its earlier one.

        Args:
            stage: the stage that measured.
            records: measurements.
            proof: what a mend brought, told with each verdict.
        """
        if self.folder is not None:
            add_records(self.folder, stage, *records)
        self.num_records += len(records)
        verdicts = tuple(replace(one, proof=proof) for record in records for one in judge_all(record))
        codes = {one.code for one in verdicts}
        kept = [one for one in self.run["verdicts"] if one["code"] not in codes]
        self.run["verdicts"] = kept + [to_json(one) for one in verdicts]
        for one in verdicts:
            self.on_verdict(one)
        return verdicts

    def remark(self, text: str) -> None:
        """Tell the reader something that no check owns."""
        if text not in self.run["notes"]:
            self.run["notes"].append(text)


def failed_gates(verdicts: tuple[Verdict, ...]) -> tuple[Verdict, ...]:
    """The verdicts that hold the recipe up."""
    gates = {check.code for check in ALL if check.gate}
    return tuple(one for one in verdicts if one.outcome is Outcome.FAILED and one.code in gates)
