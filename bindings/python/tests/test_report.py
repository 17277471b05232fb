"""The page of a study is that of the program."""
import pytest

import dgh

pytestmark = pytest.mark.usefixtures("quietly")


def test_same_bytes_as_the_program(program, tmp_path):
    out = tmp_path / "report.html"
    study = dgh.report("pt111-h", out)
    assert out.read_text(encoding="utf-8") == program("report", "pt111-h")
    assert len(study) == 3
    study.report(out, title="ΔG of H")
    assert out.read_text(encoding="utf-8") == program("report", "--title", "ΔG of H", "pt111-h")


def test_options_are_in_the_command(program, tmp_path):
    out = tmp_path / "report.html"
    dgh.report(["pt111-h"], out, temperature_k=310.0, potential_v=-0.1, convention="zpe-ts")
    assert out.read_text(encoding="utf-8") == program(
        "report", "-T", "310", "-U", "-0.1", "-c", "zpe-ts", "pt111-h")


def test_another_file_is_not_written_over(tmp_path):
    out = tmp_path / "OUTCAR"
    out.write_text("not ours")
    with pytest.raises(dgh.ArgumentError, match="is no report of dgh"):
        dgh.report("pt111-h", out)
    assert out.read_text() == "not ours"
    assert list(tmp_path.iterdir()) == [out]
