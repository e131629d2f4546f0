"""Values become Block Kit. Pure: structure here, words in `prompts/`."""
