"""What a form tells besides words: fields that the answer's, the capture's and their own forms share."""

from collections.abc import Mapping

from bot.domain.conversation import Quotable
from bot.domain.gaps import PriceSaid, Ranking
from bot.domain.influence import Influence, Role, Spoke
from bot.domain.reasons import Reason
from bot.domain.text import LINE, clean
from bot.errors import FieldErrors
from bot.handlers.interactions import Submission
from bot.messages import captures
from bot.messages import weighing as forms
from bot.use_cases.answering.weighing import Told

OFFERED = {forms.ROLE: Role, forms.SPOKE: Spoke, forms.FIRST: Reason, forms.PRICE: PriceSaid}


def read(form: Submission) -> Told:
    """What a form tells besides words. Raises FieldErrors for what it never offered."""
    errors = {
        field: "errors.not_offered"
        for field, offered in OFFERED.items()
        if form.text(field) not in {"", *map(str, offered)}
    }
    if len(form.text(forms.NAME)) > LINE:
        errors[forms.NAME] = "errors.too_long"
    if errors:
        raise FieldErrors(errors)
    return Told(_influence(form), _ranking(form))


def chosen_for_each(form: Submission, unsaid: Quotable | None = None) -> Mapping[str, Quotable]:
    """What the menus of single answers say, by question; where one says nothing, `unsaid`, or it is left out.

    Raises FieldErrors at a menu that holds what it does not offer.
    """
    menus = {name: form.text(name) for name in form.values if name.startswith(captures.field_of(""))}
    odd = [name for name, value in menus.items() if value not in {"", *map(str, Quotable)}]
    if odd:
        raise FieldErrors(dict.fromkeys(odd, "errors.not_offered"))
    said = {name: Quotable(value) if value else unsaid for name, value in menus.items()}
    return {
        name.removeprefix(captures.field_of("")): quotable for name, quotable in said.items() if quotable is not None
    }


def _influence(form: Submission) -> Influence:
    role, spoke = form.text(forms.ROLE), form.text(forms.SPOKE)
    return Influence(clean(form.text(forms.NAME)), Role(role) if role else None, Spoke(spoke) if spoke else None)


def _ranking(form: Submission) -> Ranking | None:
    first, price = form.text(forms.FIRST), form.text(forms.PRICE)
    return Ranking(Reason(first), PriceSaid(price) if price else None) if first else None
