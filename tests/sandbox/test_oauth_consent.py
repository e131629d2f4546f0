"""The page on which a person lets the app in, what is wrong with its address, and the answer to the app."""

from collections.abc import Iterator

import pytest

from sandbox.testing import Slack, running
from tests.sandbox.installing import ASK, BACK, MANIFEST, NORTH, SCOPES, asked, browser, decide, sent_back, show


@pytest.fixture
def slack() -> Iterator[Slack]:
    """A sandbox that knows the app's manifest."""
    with running(pace=1000) as slack:
        slack.grant(MANIFEST)
        yield slack


class TestThePage:
    def test_says_which_app_wants_what_where(self, slack: Slack) -> None:
        page = show(slack)
        assert page.status_code == 200
        assert "Loss &lt;Notes&gt; asks to be let into Northgate Sales" in page.text
        assert "Post messages under its own name" in page.text
        assert "Ben Whitlock · Workspace admin" in page.text

    def test_names_the_workspace_that_the_address_names(self, slack: Slack) -> None:
        page = show(slack, team="T0SANDBOX").text
        assert "asks to be let into Fabrikam Sales" in page
        assert "installed in Fabrikam Sales already" in page

    def test_runs_nothing_and_loads_nothing_from_elsewhere(self, slack: Slack) -> None:
        page = show(slack, state='"><script>alert(1)</script>')
        assert "<script" not in page.text
        assert "default-src 'none'" in page.headers["content-security-policy"]

    @pytest.mark.parametrize(
        ("changed", "words"),
        [
            ({"client_id": None}, "The address has no client_id."),
            ({"client_id": "1.2"}, "no app with the client ID “1.2”"),
            ({"scope": None}, "The app asks for no scopes."),
            ({"scope": " , "}, "The app asks for no scopes."),
            ({"scope": "chat:write,pins:write"}, "scopes that it may not have: pins:write"),
            ({"user_scope": "chat:write"}, "a token of the person&#39;s own (chat:write)"),
            ({"redirect_uri": "https://elsewhere.example/slack/oauth_redirect"}, "does not list the redirect_uri"),
            ({"redirect_uri": "http://app.example/slack/oauth_redirect"}, "does not list the redirect_uri"),
            ({"redirect_uri": f"{BACK}er"}, "does not list the redirect_uri"),
            ({"redirect_uri": f"{BACK}/%2e%2e/other"}, "does not list the redirect_uri"),
            ({"redirect_uri": "https://app.example@elsewhere.example/slack"}, "does not list the redirect_uri"),
            ({"redirect_uri": "javascript:alert(1)"}, "is no web address"),
            ({"redirect_uri": f"{BACK}#part"}, "is no web address"),
            ({"team": "T0NOWHERE"}, "There is no workspace T0NOWHERE."),
        ],
    )
    def test_a_wrong_address_is_told_and_goes_nowhere(
        self, slack: Slack, changed: dict[str, str | None], words: str
    ) -> None:
        page = show(slack, **changed)
        assert (page.status_code, words in page.text) == (400, True), page.text
        form = {**asked(changed), "as": "U0BEN", "decision": "allow"}
        assert browser().post(f"{slack.base_url}/oauth/v2/authorize", data=form).status_code == 400

    @pytest.mark.parametrize("address", [BACK, f"{BACK}/", f"{BACK}/of/a/team", f"{BACK}?from=slack"])
    def test_a_listed_address_and_what_lies_below_it_are_taken(self, slack: Slack, address: str) -> None:
        assert show(slack, redirect_uri=address).status_code == 200

    def test_without_one_the_first_listed_address_is_taken(self, slack: Slack) -> None:
        assert BACK in show(slack, redirect_uri=None).text

    def test_a_manifest_may_list_no_address(self, slack: Slack) -> None:
        slack.grant({**MANIFEST, "oauth_config": {"scopes": {"bot": SCOPES}}})
        assert "Listed is: nothing." in show(slack).text
        assert "Nobody says where to send the code." in show(slack, redirect_uri=None).text

    def test_scopes_may_stand_between_blanks(self, slack: Slack) -> None:
        assert show(slack, scope="chat:write commands").status_code == 200

    def test_without_a_manifest_any_known_scope_and_any_address_will_do(self) -> None:
        with running() as slack:
            some = {"scope": "pins:write,chat:write.public", "redirect_uri": "http://127.0.0.1:3000/anything"}
            assert show(slack, **some).status_code == 200
            assert "may not have: admin" in show(slack, **{**some, "scope": "admin"}).text


class TestTheAnswer:
    def test_allow_sends_a_code_and_the_state(self, slack: Slack) -> None:
        answer = decide(slack)
        fields = sent_back(answer)
        assert answer.headers["location"].startswith(f"{BACK}?")
        assert (sorted(fields), fields["state"]) == (["code", "state"], "s&1")

    def test_cancel_sends_the_error_and_the_state(self, slack: Slack) -> None:
        assert sent_back(decide(slack, "cancel")) == {"error": "access_denied", "state": "s&1"}

    def test_an_address_keeps_its_own_query(self, slack: Slack) -> None:
        fields = sent_back(decide(slack, "cancel", redirect_uri=f"{BACK}?from=slack"))
        assert fields == {"from": "slack", "error": "access_denied", "state": "s&1"}

    def test_only_an_admin_may_where_the_workspace_asks_for_it(self, slack: Slack) -> None:
        refused = decide(slack, who="hana")
        assert (refused.status_code, "Only an admin may install apps in Northgate Sales" in refused.text) == (403, True)
        assert decide(slack, who="ana", team="T0SANDBOX").status_code == 302

    def test_a_person_of_another_workspace_may_not(self, slack: Slack) -> None:
        form = {**ASK, "team": NORTH, "as": "U0INES", "decision": "allow"}
        assert browser().post(f"{slack.base_url}/oauth/v2/authorize", data=form).status_code == 403
