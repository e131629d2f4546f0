"""Block Kit's documented lengths and counts, which the schema of `@slack/types` leaves out.

Each table: definition in `facts/blocks.schema.json` → property → limit.
"""

SHORT = 75
PLACEHOLDER = 150
ID = 255
LONG = 3000
SELECTS = ("Static", "External", "Users", "Conversations", "Channels")

# Longest text of a string property.
LENGTHS: dict[str, dict[str, int]] = {
    "PlainTextElement": {"text": LONG},
    "MrkdwnElement": {"text": LONG},
    "MarkdownBlock": {"text": 12_000},
    "Button": {"value": 2000, "url": LONG, "accessibility_label": SHORT},
    "IconButton": {"accessibility_label": SHORT},
    "PlainTextOption": {"value": 150, "url": LONG},
    "MrkdwnOption": {"value": 150, "url": LONG},
    "ImageBlock": {"alt_text": 2000, "image_url": LONG},
    "ImageElement": {"alt_text": 2000, "image_url": LONG},
    "WorkflowButton": {"accessibility_label": SHORT},
    "VideoBlock": {"author_name": 49},
    "ModalView": {"private_metadata": LONG, "callback_id": ID, "external_id": ID},
    "HomeView": {"private_metadata": LONG, "callback_id": ID, "external_id": ID},
}

# Longest text inside a text object.
TEXT_LENGTHS: dict[str, dict[str, int]] = {
    "Button": {"text": SHORT},
    "WorkflowButton": {"text": SHORT},
    "PlainTextOption": {"text": SHORT, "description": SHORT},
    "MrkdwnOption": {"text": SHORT, "description": SHORT},
    "HeaderBlock": {"text": 150},
    "InputBlock": {"label": 2000, "hint": 2000},
    "ImageBlock": {"title": 2000},
    "ConfirmationDialog": {"title": 100, "text": 300, "confirm": 30, "deny": 30},
    "ModalView": {"title": 24, "submit": 24, "close": 24},
    "CardBlock": {"title": 150, "subtitle": 150, "body": 200},
    "ContainerBlock": {"title": 150},
    "VideoBlock": {"title": 199},
}

# Fewest and most items of a list property.
COUNTS: dict[str, dict[str, tuple[int, int]]] = {
    "SectionBlock": {"fields": (1, 10)},
    "ContextBlock": {"elements": (1, 10)},
    "ActionsBlock": {"elements": (1, 25)},
    "ContextActionsBlock": {"elements": (1, 5)},
    "Overflow": {"options": (1, 5)},
    "Checkboxes": {"options": (1, 10)},
    "RadioButtons": {"options": (1, 10)},
    "StaticSelect": {"options": (1, 100), "option_groups": (1, 100)},
    "MultiStaticSelect": {"options": (1, 100), "option_groups": (1, 100)},
    "TableBlock": {"rows": (1, 100)},
    "CarouselBlock": {"elements": (1, 10)},
    "ContainerBlock": {"child_blocks": (1, 10)},
}

# Smallest and largest number of a property; None where nobody says how large.
RANGES: dict[str, dict[str, tuple[int, int | None]]] = {
    "PlainTextInput": {"min_length": (0, LONG), "max_length": (1, LONG)},
    "RichTextInput": {"min_lines": (1, 100), "max_lines": (1, 100)},
    "DataTableBlock": {"page_size": (1, 100)},
    "FileInput": {"max_files": (1, 10)},
    **{f"Multi{kind}Select": {"max_selected_items": (1, None)} for kind in SELECTS},
}

# How a string property is written.
PATTERNS: dict[str, dict[str, str]] = {
    "Datepicker": {"initial_date": r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"},
    "Timepicker": {"initial_time": r"^([01]\d|2[0-3]):[0-5]\d$"},
}

# Of these properties at least one must stand there.
ONE_OF: dict[str, tuple[str, ...]] = {
    "SectionBlock": ("text", "fields"),
    "StaticSelect": ("options", "option_groups"),
    "MultiStaticSelect": ("options", "option_groups"),
}

MOST_BLOCKS = {"message": 50, "view": 100}
LONGEST_FIELD = 2000
MOST_IN_OPTION_GROUP = 100
LONGEST_GROUP_LABEL = 75
MOST_CELLS = 20
LONGEST_VIEW = 250_000
LONGEST_METADATA = 1024
