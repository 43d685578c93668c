"""Everything that MLflow's classes declare is in our schemas, and nothing else without a reason."""

from __future__ import annotations

import pytest

pytest.importorskip("mlflow", reason="MLflow is not installed; it belongs to the mlflow extra")

from tools.drift.differences import differences
from tools.drift.reasons import judge, reasons
from tools.drift.roots import MLFLOW


# MLflow warns about type hints of its own while it is imported.
@pytest.mark.filterwarnings("default")
def test_every_difference_has_a_reason_and_every_reason_its_difference() -> None:
    verdict = judge(differences(MLFLOW), reasons("mlflow"))
    assert not verdict.new
    assert not verdict.settled, "these reasons are no longer needed"
