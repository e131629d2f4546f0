"""The rows. Every row but a workspace's own carries `workspace_id`; what people said and every secret lies sealed."""

from bot.storage.models.asks import AskRow, AskWordRow, RaisedAskRow
from bot.storage.models.backfills import BackfillRow
from bot.storage.models.base import Row
from bot.storage.models.calls import CallReplyRow, CallRow, StopRow
from bot.storage.models.deals import ConnectionRow, DealEventRow, DealRow, KnownNameRow
from bot.storage.models.gaffes import GaffeLineRow, GaffeRow
from bot.storage.models.gatherings import GatheredRow, GatheringRow
from bot.storage.models.look_alikes import LookAlikeRow
from bot.storage.models.own_exports import OwnExportRow
from bot.storage.models.participants import ParticipantRow
from bot.storage.models.people import AuditRow, FixRow, NoticeRow, PersonRow, WorkspaceRow
from bot.storage.models.playbook import KeptLessonRow, LessonTagRow, LessonTextRow, LessonWordRow, SightingRow, TagRow
from bot.storage.models.proposals import ProposalRow
from bot.storage.models.retrospectives import (
    ActionRow,
    AnswerRow,
    ConsentRow,
    EditRow,
    LessonRow,
    ReasonRow,
    RetrospectiveRow,
    SkillRow,
    TombstoneRow,
    TypedLineRow,
)
from bot.storage.models.reviews import ReviewRow
from bot.storage.models.seats import DepartureRow, SeatOfferRow
from bot.storage.models.success_notes import SuccessNoteRow
from bot.storage.models.sweeps import SweepRow
from bot.storage.models.tallies import TallyRow
from bot.storage.models.traffic import BucketRow, HeardRow, InboxRow, OutboxRow, RoomRow
from bot.storage.models.views import DraftRow, InfluenceRow, RankingRow
from bot.storage.models.weekly import (
    CelebrationRow,
    CheerRow,
    DigestLineRow,
    DigestRow,
    ReactionNewsRow,
    ReactionRow,
    SlotRow,
    TrialRow,
)
from bot.storage.models.workshops import (
    PracticeRow,
    PracticeVoteRow,
    WorkshopGroupRow,
    WorkshopMemberRow,
    WorkshopRow,
)
from bot.storage.models.write_backs import CrmWriteRow, WriteBackRow

__all__ = [
    "ActionRow",
    "AnswerRow",
    "AskRow",
    "AskWordRow",
    "AuditRow",
    "BackfillRow",
    "BucketRow",
    "CallReplyRow",
    "CallRow",
    "CelebrationRow",
    "CheerRow",
    "ConnectionRow",
    "ConsentRow",
    "CrmWriteRow",
    "DealEventRow",
    "DealRow",
    "DepartureRow",
    "DigestLineRow",
    "DigestRow",
    "DraftRow",
    "EditRow",
    "FixRow",
    "GaffeLineRow",
    "GaffeRow",
    "GatheredRow",
    "GatheringRow",
    "HeardRow",
    "InboxRow",
    "InfluenceRow",
    "KeptLessonRow",
    "KnownNameRow",
    "LessonRow",
    "LessonTagRow",
    "LessonTextRow",
    "LessonWordRow",
    "LookAlikeRow",
    "NoticeRow",
    "OutboxRow",
    "OwnExportRow",
    "ParticipantRow",
    "PersonRow",
    "PracticeRow",
    "PracticeVoteRow",
    "ProposalRow",
    "RaisedAskRow",
    "RankingRow",
    "ReactionNewsRow",
    "ReactionRow",
    "ReasonRow",
    "RetrospectiveRow",
    "ReviewRow",
    "RoomRow",
    "Row",
    "SeatOfferRow",
    "SightingRow",
    "SkillRow",
    "SlotRow",
    "StopRow",
    "SuccessNoteRow",
    "SweepRow",
    "TagRow",
    "TallyRow",
    "TombstoneRow",
    "TrialRow",
    "TypedLineRow",
    "WorkshopGroupRow",
    "WorkshopMemberRow",
    "WorkshopRow",
    "WorkspaceRow",
    "WriteBackRow",
]
