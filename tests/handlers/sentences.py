"""What the one who clicks is told when nothing came of it."""

NOT_YOURS = "That is for somebody else of that conversation to decide. Nothing was changed."
NOT_HERE = "That is not available here. Nothing was changed."
SETTLED = "*Northwind:* thank you, this has been settled already. Nothing was changed."
