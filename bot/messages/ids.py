"""Action, block and callback ids, `<noun>.<verb>`: the one list that messages and handlers share."""

# Buttons under a question; the value is "<retrospective id>:<question>".
ANSWER = "question.answer"
DONT_KNOW = "question.dont_know"
ASK_CUSTOMER = "question.ask_customer"
SKIP_QUESTION = "question.skip"
BACK = "question.back"
SUFFICED = "question.sufficed"

# Buttons of the cards; the value is the retrospective's id.
CAPTURE = "call.capture"
WALK_THROUGH = "call.walk_through"
DECLINED = "call.declined"
NO_ANSWER = "call.no_answer"
NOT_THIS_ONE = "retrospective.skip"
SKIPPED_BECAUSE = "retrospective.skipped_because"
TAKE_UP = "retrospective.take_up"
CHOOSE_MANAGER = "retrospective.choose_manager"
RESIZE = "retrospective.resize"
WRAP_UP = "retrospective.wrap_up"
CHANGE_WRAP_UP = "retrospective.change"
CONSENT_NAME = "consent.with_name"
CONSENT_NO_NAME = "consent.no_name"
CONSENT_NO = "consent.no"
START_DEAL = "deal.start"

# On Home. Slack tells of a button that only leads somewhere as well.
OPEN_THREAD = "home.open_thread"
LANGUAGE = "home.language"

# Modals.
ANSWER_MODAL = "question.answered"
CAPTURE_MODAL = "call.captured"
WRAP_UP_MODAL = "retrospective.wrapped_up"
CHANGE_MODAL = "retrospective.changed"
BELOW_MODAL = "retrospective.looked_below"
PICKER_MODAL = "deal.picked"
USE_MODAL = "lesson.used"

# Under the celebration; the value is the celebration's id.
USE_LESSON = "lesson.use"
TELL_MORE = "lesson.tell_more"

# Slack lets a form open only within three seconds of the click; all other clicks can wait their turn.
OPEN_A_FORM = frozenset({ANSWER, CAPTURE, WRAP_UP, CHANGE_WRAP_UP, USE_LESSON, TELL_MORE})
