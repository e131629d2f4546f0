"""The grammar of English and German, by Snowball's stemmers: loaded once somebody keeps or seeks a lesson (3 MB).

Here, because the domain knows the standard library only.
"""

from bot.domain.word_forms import Grammar


def _english(word: str) -> str:
    from snowballstemmer.english_stemmer import EnglishStemmer

    return str(EnglishStemmer().stemWord(word))  # one of its own: it works on what it holds, and threads share us


def _german(word: str) -> str:
    from snowballstemmer.german_stemmer import GermanStemmer

    return str(GermanStemmer().stemWord(word))


GRAMMAR = Grammar(_english, _german)
