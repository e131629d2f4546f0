"""What the bot is measured against."""
