"""The words that names are made of, and which of them lie one letter apart: a name is found in spite of a slip.

Two words are neighbours when they become alike by taking a letter from one or from both: a letter lost, added,
replaced, or exchanged with the next one. Every word is kept with what remains of it, so that neighbours are found by
one index, and never by comparing a word with all others.
"""

import pgtrigger

# A shorter word stays as it is; the SQL below says the same.
SHORTEST = 3

# PostgreSQL's twin of `remainders`, for a generated column.
REMAINDERS_SQL = """
CREATE OR REPLACE FUNCTION name_remainders(word text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
SELECT CASE WHEN length(word) < 3 THEN ARRAY[word] ELSE (
    SELECT word || array_agg(DISTINCT overlay(word placing '' from place for 1))
    FROM generate_series(1, length(word)) place
) END
$$
"""
DROP_REMAINDERS_SQL = "DROP FUNCTION IF EXISTS name_remainders(text)"

LEARN_SQL = """
INSERT INTO records_nameword (word)
SELECT DISTINCT word FROM unnest(string_to_array({keys}, ' ')) word
WHERE word <> '' AND NOT EXISTS (SELECT FROM records_nameword known WHERE known.word = word.word)
ORDER BY word
ON CONFLICT DO NOTHING
"""


def remainders(word: str) -> set[str]:
    """The word, and what remains of it when any one letter is taken away; a very short word stays as it is."""
    if len(word) < SHORTEST:
        return {word}
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}


def learns_words(name):
    """A trigger that adds the words of a new or changed name to the vocabulary."""
    return pgtrigger.Trigger(
        name=name,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("full_name"),
        when=pgtrigger.After,
        func=f"{LEARN_SQL.format(keys='NEW.search_key')}; RETURN NULL;",
    )
