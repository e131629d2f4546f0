"""Action, block and callback ids, `<noun>.<verb>`: the one list that messages and handlers share."""

from enum import StrEnum


class More(StrEnum):
    """What the menu of the root card offers."""

    ADD = "add"
    HAND_OVER = "hand_over"
    NEUTRAL = "neutral"
    SENSITIVE = "sensitive"
    NOT_SENSITIVE = "not_sensitive"


# Buttons under a question; the value is "<retrospective id>:<question>".
ANSWER = "question.answer"
DONT_KNOW = "question.dont_know"
ASK_CUSTOMER = "question.ask_customer"
SKIP_QUESTION = "question.skip"
BACK = "question.back"
SUFFICED = "question.sufficed"
WEIGH = "question.weigh"

# Writing privately first; the value is the retrospective's id.
DRAFT = "draft.write"
SHARE_DRAFT = "draft.share"
DROP_DRAFT = "draft.drop"

# Under the gap; the value is the retrospective's id.
TALK_GUIDE = "gap.talk"

# Buttons of the cards; the value is the retrospective's id.
CAPTURE = "call.capture"
WALK_THROUGH = "call.walk_through"
WROTE_BACK = "call.wrote_back"
CALL_OPEN = "call.take_back"
CALL_LENGTH = "call.length"
PLAN = "call.plan"
DRAFT_NOTE = "call.draft_note"
# The value is "<retrospective id>:<permission>"; a number at the end tells the buttons apart.
MAY_QUOTE = "call.may_quote"
PERMIT = "call.permit"
COME_BACK = "call.come_back"
NO_COME_BACK = "call.no_come_back"
CHOOSE_LEADER = "call.choose_leader"
MUST_NOT = "call.must_not"
MAY_CONTACT = "call.may_contact"
DECLINED = "call.declined"
NO_ANSWER = "call.no_answer"
NOT_THIS_ONE = "retrospective.skip"
SKIPPED_BECAUSE = "retrospective.skipped_because"
TAKE_UP = "retrospective.take_up"
CHOOSE_MANAGER = "retrospective.choose_manager"
LATER = "retrospective.later"
RESIZE = "retrospective.resize"
MORE = "retrospective.more"  # a menu; the value is "<retrospective id>:<what>"
ADD_SOMEONE = "retrospective.add_someone"
GO_ALONE = "retrospective.go_alone"
TAKE_SEAT = "retrospective.take_seat"
REFUSE_SEAT = "retrospective.refuse_seat"
START_NOW = "retrospective.start_now"

# Under a message about several deals; the value is the gathering's id, in a menu "<gathering>:<retrospective>".
GATHERED_ONE = "gathering.choose_one"
GATHERED_ALL = "gathering.one_question"
GATHERED_SAMPLE = "gathering.sample"
GATHERED_EACH = "gathering.each_picks"
GATHERED_NONE = "gathering.none"

# Buttons of the cards of one retrospective; the value is its id.
WRAP_UP = "retrospective.wrap_up"
CHANGE_WRAP_UP = "retrospective.change"
SAVE_TYPED = "retrospective.save_lesson"
# The value is "<retrospective id>:<reason>:<what lay below>", that is empty for nothing; a number at the end of the id
# tells the buttons apart.
BELOW = "reason.below"
TRY_LESSON = "lesson.try"
CONSENT_NAME = "consent.with_name"
CONSENT_NO_NAME = "consent.no_name"
CONSENT_NO = "consent.no"
START_DEAL = "deal.start"

# Under the question how the one action went; the value is the action's id.
TASK_DONE = "task.done"
TASK_OPEN = "task.open"
TASK_DROPPED = "task.dropped"

# Under the question how a skill goes; the value is the skill's id.
SKILL_HABIT = "skill.habit"
SKILL_STILL = "skill.still"
SKILL_DROPPED = "skill.dropped"

# Under the question whether a lesson helped; the value is the trial's id.
LESSON_HELPED = "trial.helped"
LESSON_DID_NOT = "trial.did_not"
LESSON_TOO_EARLY = "trial.too_early"

# On Home. Slack tells of a button that only leads somewhere as well.
OPEN_THREAD = "home.open_thread"
LANGUAGE = "home.language"
STORED = "home.stored"
AWAY = "person.leave"
NOT_AWAY = "person.return"
FINISH = "action.finish"

CHANGE_NOTE = "success_note.change"

# Modals.
NOTE_MODAL = "success_note.changed"
ANSWER_MODAL = "question.answered"
WEIGH_MODAL = "question.weighed"
DRAFT_MODAL = "draft.saved"
AWAY_MODAL = "person.away"
LATER_MODAL = "retrospective.snoozed"
CAPTURE_MODAL = "call.captured"
PERMIT_MODAL = "call.permitted"
PLAN_MODAL = "call.planned"
CALL_NOTE_MODAL = "call.note"
WRAP_UP_MODAL = "retrospective.wrapped_up"
CHANGE_MODAL = "retrospective.changed"
BELOW_MODAL = "retrospective.looked_below"
ADD_MODAL = "retrospective.someone_added"
HAND_OVER_MODAL = "retrospective.handed_over"
NEUTRAL_MODAL = "retrospective.neutral_led"
SENSITIVE_MODAL = "retrospective.marked_sensitive"
PICKER_MODAL = "deal.picked"
NAMESAKES_MODAL = "deal.meant"
USE_MODAL = "lesson.used"
KEEP_MODAL = "lesson.kept"
RENAME_MODAL = "tags.renamed"

# Under a celebration and on a lesson's page; the value is the id of either.
USE_LESSON = "lesson.use"
TELL_MORE = "lesson.tell_more"

# Under the proposal for the loss of a week; the value is "<proposal id>:<retrospective id>", or the proposal's alone.
LET_IT_BE = "proposal.let_it_be"
PICK_ANOTHER = "proposal.pick"
NONE_THIS_WEEK = "proposal.none"

# On a lesson's page; the value is the lesson's id.
SEE_AGAIN = "lesson.see_again"
KEEP_LESSON = "lesson.keep"
LET_LESSON_GO = "lesson.let_go"
RENAME_TAGS = "tags.rename"
TAKE_DOWN = "lesson.take_down"
TELL_AFTER_ALL = "lesson.tell_after_all"  # the value is "<lesson id>:<what the rep had said before>"

# The gaffe of the week; the value is the round's id.
WRITE_GAFFE = "gaffe.write"
TAKE_GAFFE_BACK = "gaffe.take_back"
NO_GAFFE = "gaffe.not_this_week"
GAFFE_MODAL = "gaffe.written"

# A workshop; the value is a group's id, a workshop's, or a practice's.
WRITE_PRACTICES = "practice.write"
GROUP_DONE = "practice.done"
CLOSE_WORKSHOP = "workshop.close"
STOP_WORKSHOP = "workshop.stop"
VOTE = "practice.vote"
UNVOTE = "practice.unvote"
KEEP_PRACTICE = "practice.keep"
MIX_AGAIN = "workshop.mix"
PLAN_WORKSHOP = "workshop.plan"  # on a lesson's page; the value is the lesson's id
WORKSHOP_MODAL = "workshop.planned"
GROUPS_MODAL = "workshop.mixed"
PRACTICES_MODAL = "practice.written"

# Under a review; the value says which.
OPEN_AGENDA = "review.open_agenda"
# Under a warning about an open deal; the value is the warning's id.
USEFUL = "look_alike.useful"
NOT_THIS_DEAL = "look_alike.not_this_deal"
NO_MORE_LOOK_ALIKES = "look_alike.no_more"
LOOK_ALIKES = "home.look_alikes"  # on Home; the value is "on" or "off"
# Beside a pattern; the value is its aspect.
PATTERN_TALKS = "patterns.talks"

# Under an ask as the pair reads it before it goes out; the value is "<ask id>:<mark of the words>", or the ask's alone.
SEND_ASK = "ask.send"
ADD_TO_ASK = "ask.add"
LEAVE_ASK = "ask.leave"
CHANGE_ASK = "ask.change"
ASK_MODAL = "ask.changed"
# Under an ask in its channel; the value is "<its id>:<how it stood>:<what is said>"; a number tells the buttons apart.
ANSWER_ASK = "ask.answer"
NOT_NOW = "ask.not_now"  # the value is "<its id>:<how it stood>"
NOT_NOW_MODAL = "ask.refused"

# Under the card about the CRM; the value is the retrospective's id, for the first one with the mark of what was read.
WRITE_BACK = "crm.write"
LEAVE_CRM = "crm.leave"
UNDO_WRITES = "crm.undo"

# In the form that holds a note to a customer, which is shown anew.
NOTE_LANGUAGE = "note.language"
CHECK_NOTE = "note.check"

# In a form that asks for a colleague: Slack is asked who that is while the form still stands open.
COLLEAGUE = "colleague.chosen"

# Slack lets a form open only within three seconds of the click; all other clicks can wait their turn.
OPEN_A_FORM = frozenset(
    {
        ADD_SOMEONE,
        ANSWER,
        AWAY,
        CAPTURE,
        CHANGE_ASK,
        CHANGE_NOTE,
        CHECK_NOTE,
        CHANGE_WRAP_UP,
        DRAFT,
        WEIGH,
        LATER,
        DRAFT_NOTE,
        MIX_AGAIN,
        MORE,
        NOTE_LANGUAGE,
        NOT_NOW,
        PERMIT,
        PLAN,
        PLAN_WORKSHOP,
        STORED,
        TALK_GUIDE,
        SEE_AGAIN,
        KEEP_LESSON,
        LET_LESSON_GO,
        RENAME_TAGS,
        TAKE_DOWN,
        TELL_AFTER_ALL,
        OPEN_AGENDA,
        PATTERN_TALKS,
        TELL_MORE,
        USE_LESSON,
        WRAP_UP,
        WRITE_GAFFE,
        WRITE_PRACTICES,
        WROTE_BACK,
    }
)
