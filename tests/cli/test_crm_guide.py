"""`connect` without a file says what that CRM wants: every setting, and the steps of its page."""

import pytest

from bot.cli.crm_guide import lines, page_of, steps, writing
from bot.crm import PROVIDERS, WRITERS
from tests.cli.conftest import Run


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_provider_is_told_from_its_page(provider: str) -> None:
    told = list(lines(provider))
    for setting in PROVIDERS[provider].SETTINGS:
        assert any(line.startswith(f"  {setting.name}") and setting.meaning in line for line in told)
    assert any(f"docs/{page_of(provider).name}" in line for line in told)
    assert provider == "generic" or any(line.startswith("4. ") for line in told)


def test_steps_end_where_the_list_ends() -> None:
    page = "# Title\n\nWords.\n\n1. **One:**\n   | a | b |\n2. Two,\n   goes on.\n\nMore words.\n1. Not ours.\n"
    assert steps(page) == ["1. **One:**", "   | a | b |", "2. Two,", "   goes on."]
    assert steps("No steps.") == []


@pytest.mark.parametrize("provider", WRITERS)
def test_what_writing_needs_is_told_as_well(provider: str) -> None:
    told = "\n".join(lines(provider))
    assert "\nWriting back (off at first) " in told
    assert writing("No word of it.") == ""


def test_it_needs_neither_settings_nor_a_database(bare_run: Run) -> None:
    told = bare_run("connect", "hubspot")
    assert (told.exit_code, "  client_secret (required, secret): " in told.stdout) == (0, True)
    assert "crm.objects.deals.read" in told.stdout
